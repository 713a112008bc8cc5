using Psono.Server.Http;

namespace Psono.Server.ApiKeys;

/// <summary>
/// The member <c>psono_net</c> of an inspect request, with which a client of ours asks for the sealed secrets in the same answer. Servers that do
/// not know it ignore it. Without <c>SecretIds</c> it wants all.
/// </summary>
internal readonly record struct BulkReadFields(bool Wanted, IReadOnlyList<Guid>? SecretIds)
{
    public static BulkReadFields From(RequestFields fields)
    {
        if (fields.OptionalFields("psono_net") is not { } extension)
            return default;

        return new BulkReadFields(extension.Bool("secrets", whenAbsent: false), extension.Has("secret_ids") ? extension.Uuids("secret_ids") : null);
    }
}
