using Psono.Server.Errors;
using Psono.Server.Http;

namespace Psono.Server.Recovery;

/// <summary>What recovery and emergency codes are refused with alike.</summary>
internal static class CodeRefusals
{
    public static readonly Answer NonceUsed = Refusal.Duplicate("DuplicateNonce", "Don't use a nonce twice");

    /// <summary>Too old, used already, or never asked for.</summary>
    public static readonly Answer VerifierExpired = Refusal.Object("VALIDATOR_EXPIRED");
}
