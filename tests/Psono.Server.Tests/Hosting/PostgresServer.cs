namespace Psono.Server.Tests.Hosting;

/// <summary>
/// A PostgreSQL that is started once for all tests. It is not skipped when it is missing: half of the server would go untested.
/// </summary>
internal static class PostgresServer
{
    private static readonly Lazy<Task<PostgresProcess>> Shared = new(() => PostgresProcess.CreateAsync());

    public static Task<PostgresProcess> GetAsync() => Shared.Value;

    public static async Task StopSharedAsync()
    {
        if (Shared.IsValueCreated)
            await (await Shared.Value).DisposeAsync();
    }
}
