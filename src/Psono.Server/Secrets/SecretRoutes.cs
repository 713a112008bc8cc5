using Psono.Server.Hosting;

namespace Psono.Server.Secrets;

internal static class SecretRoutes
{
    public static void Map(IEndpointRouteBuilder authenticated, ServerParts parts)
    {
        var (database, cipher) = (parts.Database, parts.Cipher);
        var secrets = new SecretStore(database, new HistoryLimits(parts.Options), parts.Clock);

        new SecretEndpoints(secrets, database.Reads, cipher, parts.DataLimit).Map(authenticated);
        new BulkSecretEndpoints(secrets, database.Reads, cipher, parts.DataLimit).Map(authenticated);
        new SecretHistoryEndpoints(new SecretHistoryStore(database, cipher)).Map(authenticated);
        new SecretLinkEndpoints(new SecretLinkStore(database)).Map(authenticated);
    }
}
