using Microsoft.Extensions.Time.Testing;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.RateLimiting;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.RateLimiting;

/// <summary>What one server counts, of several that share a database or of one alone.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static readonly Rate FourAMinute = new(4, TimeSpan.FromMinutes(1));

    private readonly PostgresDatabase? _database;
    private readonly PostgresSchema? _schema;

    private TestNode(PostgresDatabase? database, PostgresSchema? schema, Rate rate)
    {
        (_database, _schema) = (database, schema);
        var options = new ServerOptions { Throttling = true };
        foreach (var scope in Enum.GetValues<RateScope>())
            options.Rates[scope] = rate;
        Limits = new RateLimits(options, Clock, database is null ? null : new SharedCounters(database, "secret", Clock));
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 19, 12, 46, TimeSpan.Zero));

    public RateLimits Limits { get; }

    public PostgresDatabase Database => _database!;

    public static async Task<TestNode> StartAsync(PostgresGate gate) =>
        new(await PostgresDatabase.OpenAsync(gate.ConnectionString), null, FourAMinute);

    public static async Task<TestNode> StartAsync(DatabaseKind kind, PostgresSchema? schema = null, Rate? rate = null)
    {
        var own = kind == DatabaseKind.PostgreSql && schema is null ? await PostgresSchema.TakeAsync() : null;
        var database = (schema ?? own) is { } used ? await PostgresDatabase.OpenAsync(used.ConnectionString) : null;
        return new TestNode(database, own, rate ?? FourAMinute);
    }

    /// <summary>The seconds to wait, of one after the other.</summary>
    public async Task<List<double>> TakeAsync(int times, TimeSpan patience = default)
    {
        var waits = new List<double>();
        for (var i = 0; i < times; i++)
            waits.Add((await Limits.TakeAsync(RateScope.Login, "a", patience)).TotalSeconds);
        return waits;
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        if (_schema is not null)
            await _schema.DisposeAsync();
    }
}
