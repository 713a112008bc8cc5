using Psono.Server.Data;

namespace Psono.Server.Tests.Hosting;

/// <summary>A primary and a standby that confirms every change, and a database of the server on both, with a table for numbers.</summary>
internal sealed class PostgresPair : IAsyncDisposable
{
    private PostgresPair(PostgresProcess first, PostgresProcess second)
    {
        First = first;
        Second = second;
    }

    /// <summary>The primary, at first.</summary>
    public PostgresProcess First { get; }

    public PostgresProcess Second { get; }

    public static async Task<PostgresPair> StartAsync()
    {
        var first = await PostgresProcess.CreateAsync("-c", "synchronous_standby_names=*", "-c", "synchronous_commit=on");
        try
        {
            return new PostgresPair(first, await PostgresProcess.FollowAsync(first));
        }
        catch
        {
            await first.DisposeAsync();
            throw;
        }
    }

    public static Task<Database> OpenAsync(params PostgresProcess[] hosts) => Database.OpenAsync(
        $"postgresql:///postgres?user=psono&target_session_attrs=read-write&host={string.Join(',', hosts.Select(host => host.Host))}",
        "/nowhere");

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
    }
}
