using System.Collections.Concurrent;
using Npgsql;
using Psono.Server.Data;

namespace Psono.Server.Tests.Hosting;

/// <summary>
/// What is a new, empty database for whoever uses the connection: a schema of its own. Few are made and used again: every type that a table
/// brings with it costs every connection that is opened later.
/// </summary>
internal sealed class PostgresSchema : IAsyncDisposable
{
    /// <summary>Nobody is connected any more, and every row is gone.</summary>
    private const string Empty = """
        set session_replication_role = replica;
        do $$
        declare name text;
        begin
          perform pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = current_schema();
          for name in select relname from pg_class
            where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname <> 'schema_version'
          loop
            execute format('delete from %I', name);
          end loop;
        end $$;
        """;

    private const string Shape = """
        select string_agg(concat_ws(' ', c.relname, a.attname, a.atttypid, a.attnotnull), ', ' order by c.relname, a.attnum)
          || (select string_agg(version::text, ', ' order by version) from schema_version)
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and a.attnum > 0
        """;

    private static readonly ConcurrentBag<PostgresSchema> Free = [];
    private static int Count;

    private readonly PostgresProcess _server;
    private readonly string _name;
    private object? _shape;

    private PostgresSchema(PostgresProcess server, string name)
    {
        _server = server;
        _name = name;
    }

    public string ConnectionString => $"{_server.ConnectionString};Search Path={_name};Application Name={_name}";

    /// <summary>Without any table.</summary>
    public static async Task<PostgresSchema> CreateAsync()
    {
        var schema = new PostgresSchema(await PostgresServer.GetAsync(), $"test{Interlocked.Increment(ref Count)}");
        await schema._server.ExecuteAsync($"create schema {schema._name}");
        return schema;
    }

    /// <summary>With the tables of the server, all of them empty.</summary>
    public static async Task<PostgresSchema> TakeAsync()
    {
        if (Free.TryTake(out var free))
            return free;

        var schema = await CreateAsync();
        await (await Database.OpenAsync(schema.ConnectionString, "/nowhere")).DisposeAsync();
        schema._shape = await schema.ExecuteAsync(Shape);
        return schema;
    }

    /// <summary>Makes it free for the next test, unless its tables are other ones now.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_shape is not null && await EmptyAsync())
            Free.Add(this);
        else
            await _server.ExecuteAsync($"set client_min_messages = error; drop schema {_name} cascade");
    }

    private async Task<bool> EmptyAsync()
    {
        try
        {
            return _shape!.Equals(await ExecuteAsync(Empty + Shape));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return false;
        }
    }

    private Task<object?> ExecuteAsync(string sql) => _server.ExecuteAsync($"set search_path = {_name}; {sql}");
}
