using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Http;

namespace Psono.Server.Secrets;

internal static class SecretRefusals
{
    public static readonly Answer DuplicateNonce = Refusal.Duplicate("DuplicateNonce", "Don't use a nonce twice");

    public static readonly Answer HistoryFull = Refusal.Object("HISTORY_FULL");

    private static readonly Answer DuplicateLinkId = Refusal.Duplicate("DuplicateLinkID", "Don't use a link id twice");

    /// <summary>The refusal for a unique value that a client chose and that is taken; <see langword="null"/> for any other.</summary>
    public static Answer? For(UniqueViolationException violation) => violation.Constraint switch
    {
        "secrets_data_nonce" or "secret_history_data_nonce" => DuplicateNonce,
        "secret_links_link_id" => DuplicateLinkId,
        _ => null,
    };
}
