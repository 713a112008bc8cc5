using System.Data.Common;

namespace Psono.Server.Data;

// docs/decisions/0001
/// <summary>
/// One connection while a piece of work has it: runs SQL text that both databases understand, with parameters written <c>("@id", id)</c>.
/// Statements are kept and reused where the connection is ours for good (SQLite); Npgsql prepares them on its own.
/// </summary>
/// <param name="connection">It is disposed of with this.</param>
/// <param name="keepCommands">Whether it is ours for good.</param>
/// <param name="timeout">Seconds that a statement may take, 0 for any number, null for the connection's own.</param>
/// <param name="left">Cancelled: nobody waits for the work any more, and it does not go on.</param>
internal sealed class DbScope(DbConnection connection, bool keepCommands, int? timeout = null, CancellationToken left = default)
    : IAsyncDisposable
{
    /// <summary>More different texts than the program contains; a bound in case someone builds SQL from data.</summary>
    private const int MaximumKept = 500;

    /// <summary>Lists in <c>in (@ids)</c> are cut into pieces of at most this many.</summary>
    private const int LargestList = 512;

    private readonly Dictionary<string, DbCommand>? _kept = keepCommands ? new(StringComparer.Ordinal) : null;

    public DbConnection Connection => connection;

    /// <summary>Runs a statement; the number of rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        var command = Command(sql, parameters);
        try
        {
            var rows = await command.ExecuteNonQueryAsync();
            left.ThrowIfCancellationRequested();
            return rows;
        }
        catch (DbException e) when (UniqueViolationException.From(e) is { } violation)
        {
            throw violation;
        }
        finally
        {
            await ReleaseAsync(command);
        }
    }

    /// <summary>
    /// Runs a query (or a statement with <c>returning</c>) and reads every row. The rows are read completely before it returns.
    /// </summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        var rows = new List<T>();
        var command = Command(sql, parameters);
        try
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                rows.Add(read(reader));
            left.ThrowIfCancellationRequested();
            return rows;
        }
        catch (DbException e) when (UniqueViolationException.From(e) is { } violation)
        {
            throw violation;
        }
        finally
        {
            await ReleaseAsync(command);
        }
    }

    /// <summary>The first row, or the type's default (<see langword="null"/>) when there is none.</summary>
    public async Task<T?> FirstAsync<T>(string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        var command = Command(sql, parameters);
        try
        {
            await using var reader = await command.ExecuteReaderAsync();
            var row = await reader.ReadAsync() ? read(reader) : default;
            left.ThrowIfCancellationRequested();
            return row;
        }
        catch (DbException e) when (UniqueViolationException.From(e) is { } violation)
        {
            throw violation;
        }
        finally
        {
            await ReleaseAsync(command);
        }
    }

    /// <summary>Tells whether a query has a row.</summary>
    public Task<bool> ExistsAsync(string sql, params (string Name, object? Value)[] parameters) => FirstAsync(sql, _ => true, parameters);

    /// <summary>A query with the condition <c>in (@ids)</c> for any number of ids, in no particular order.</summary>
    public async Task<List<T>> QueryInAsync<T>(
        string sql, IReadOnlyCollection<Guid> ids, Func<DbDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        var rows = new List<T>(ids.Count);
        foreach (var chunk in ids.Distinct().Chunk(LargestList))
        {
            var list = ListParameters(chunk);
            var expanded = sql.Replace("(@ids)", $"({string.Join(", ", list.Select(p => p.Name))})", StringComparison.Ordinal);
            rows.AddRange(await QueryAsync(expanded, read, [.. parameters, .. list]));
        }

        return rows;
    }

    /// <summary>The size is rounded up to a power of two by repeating an id, so that ten statement texts serve every length.</summary>
    private static (string Name, object? Value)[] ListParameters(Guid[] ids)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)ids.Length);
        var list = new (string, object?)[size];
        for (var i = 0; i < size; i++)
            list[i] = ($"@id{i}", ids[Math.Min(i, ids.Length - 1)]);
        return list;
    }

    private DbCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        left.ThrowIfCancellationRequested();
        if (_kept is null || !_kept.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            if (timeout is { } seconds)
                command.CommandTimeout = seconds;
            if (_kept is not null && _kept.Count < MaximumKept)
                _kept.Add(sql, command);
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            if (i == command.Parameters.Count)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = parameters[i].Name;
                command.Parameters.Add(parameter);
            }

            command.Parameters[i].Value = Stored(parameters[i].Value);
        }

        return command;
    }

    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => time.ToMicroseconds(),
        _ => value,
    };

    private ValueTask ReleaseAsync(DbCommand command)
    {
        if (_kept is null || !_kept.ContainsKey(command.CommandText))
            return command.DisposeAsync();

        // A kept command must not keep a megabyte of somebody's ciphertext alive.
        foreach (DbParameter parameter in command.Parameters)
            parameter.Value = DBNull.Value;
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _kept?.Values ?? Enumerable.Empty<DbCommand>())
            await command.DisposeAsync();
        await connection.DisposeAsync();
    }
}
