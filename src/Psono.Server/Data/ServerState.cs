using Psono.Server.Configuration;

namespace Psono.Server.Data;

/// <summary>Everything that outlives a request: the data directory, the keys, the database.</summary>
internal sealed class ServerState : IAsyncDisposable
{
    private readonly DataDirectory _directory;

    private ServerState(DataDirectory directory, ServerKeys keys, Database database)
    {
        _directory = directory;
        Keys = keys;
        Database = database;
        Cipher = new DatabaseCipher(keys.DatabaseSecret);
    }

    /// <inheritdoc cref="DataDirectory.IsOpenToOthers"/>
    public bool IsOpenToOthers => _directory.IsOpenToOthers;

    public ServerKeys Keys { get; }

    public Database Database { get; }

    public DatabaseCipher Cipher { get; }

    /// <summary>Opens what is there; on first start makes it.</summary>
    /// <exception cref="StartException">It cannot be used.</exception>
    public static async Task<ServerState> OpenAsync(ServerOptions options, TimeProvider clock)
    {
        var directory = DataDirectory.Open(options.DataDirectory, exclusive: options.Database is null);
        try
        {
            var database = await Database.OpenAsync(options.Database, directory.Path, clock, node: options.Node);
            return await OpenAsync(options, directory, database);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Opens what a server has made, for a command, while none runs on it or it is on PostgreSQL.</summary>
    /// <exception cref="StartException">It cannot be used.</exception>
    public static async Task<ServerState> OpenExistingAsync(ServerOptions options, TimeProvider clock)
    {
        if (options.Database is null)
            DataDirectory.RequireOwn(options.DataDirectory, SqliteDatabase.FileName);
        var directory = DataDirectory.Open(options.DataDirectory, exclusive: options.Database is null);
        try
        {
            var database = await Database.OpenAsync(options.Database, directory.Path, clock, mayMigrate: false, options.Node);
            return await OpenAsync(options, directory, database, mayCreate: false);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static async Task<ServerState> OpenAsync(
        ServerOptions options, DataDirectory directory, Database database, bool mayCreate = true)
    {
        try
        {
            var path = options.KeysFile ?? Path.Combine(directory.Path, ServerKeys.FileName);
            var keys = await KeysOfDatabase.OpenAsync(database, path, mayCreate && options.KeysFile is null);
            return new ServerState(directory, keys, database);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Keys.PrivateKey.Dispose();
        _directory.Dispose();
    }
}
