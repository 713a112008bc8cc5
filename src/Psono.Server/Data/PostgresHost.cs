using Npgsql;

namespace Psono.Server.Data;

// docs/decisions/0075
/// <summary>
/// One of the hosts that <c>--database</c> names: the connections for work, and one more that asks whether the host takes changes, which
/// neither waits for the others nor for a host that is silent.
/// </summary>
internal sealed class PostgresHost : IAsyncDisposable
{
    /// <summary>Off on a primary that takes changes, on on every standby.</summary>
    private const string Ask = "select pg_backend_pid(), current_setting('transaction_read_only')";

    private const string AskStandby = "select pg_is_in_recovery()";

    /// <summary>Longer than anybody waits for the answer.</summary>
    private const int AskSeconds = 2;

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly NpgsqlDataSource _asking;
    private readonly Lock _lock = new();
    private NpgsqlDataSource? _source;
    private CancellationTokenSource _left = new();
    private Task<bool> _answer = Task.FromResult(false);

    public PostgresHost(NpgsqlConnectionStringBuilder settings)
    {
        _settings = settings;
        _asking = Builder(new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            Pooling = true,
            MinPoolSize = 0,
            MaxPoolSize = 1,
            MaxAutoPrepare = 0,
            CommandTimeout = AskSeconds,
        }).Build();
    }

    /// <summary>For people.</summary>
    public string Name => _settings.Port == NpgsqlConnection.DefaultPort ? _settings.Host! : $"{_settings.Host}:{_settings.Port}";

    /// <summary>Cancelled when another host has taken over: whoever still waits for this one waits in vain.</summary>
    public CancellationToken Left => _left.Token;

    /// <summary>Once it has answered.</summary>
    public Task<NpgsqlConnection> ConnectAsync() => _source!.OpenConnectionAsync().AsTask();

    /// <summary>Whether it takes changes. One asks at a time; the others get its answer.</summary>
    public Task<bool> IsWritableAsync()
    {
        lock (_lock)
            return _answer.IsCompleted ? _answer = Task.Run(AskAsync) : _answer;
    }

    /// <summary>Its connections are of no use any more.</summary>
    public void Clear() => _source?.Clear();

    /// <summary>Another host takes over.</summary>
    public async Task LeaveAsync()
    {
        var left = Interlocked.Exchange(ref _left, new CancellationTokenSource());
        Clear();
        await left.CancelAsync();
    }

    private async Task<bool> AskAsync()
    {
        await using var connection = await _asking.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Ask;
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        _source ??= Open(isPooled: reader.GetInt32(0) != connection.ProcessID);
        return reader.GetString(1) == "off";
    }

    /// <param name="isPooled">
    /// What greeted us is not what answers: a pooler is between us and PostgreSQL, and may give each transaction another connection, which
    /// knows nothing of statements that were prepared on the last one.
    /// </param>
    private NpgsqlDataSource Open(bool isPooled)
    {
        if (!isPooled)
            PostgresConnectionString.PrepareStatements(_settings);
        var builder = Builder(_settings);
        builder.UsePhysicalConnectionInitializer(_ => throw new NotSupportedException(), RefuseStandbyAsync);
        return builder.Build();
    }

    private static NpgsqlSlimDataSourceBuilder Builder(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        return builder;
    }

    /// <summary>What a standby knows may be old: a key that has been revoked would still read. No primary becomes one while its connections
    /// live.</summary>
    private async Task RefuseStandbyAsync(NpgsqlConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = AskStandby;
        if (await command.ExecuteScalarAsync() is true)
            throw new NpgsqlException($"{Name} is a standby");
    }

    public async ValueTask DisposeAsync()
    {
        await _asking.DisposeAsync();
        if (_source is not null)
            await _source.DisposeAsync();
        _left.Dispose();
    }
}
