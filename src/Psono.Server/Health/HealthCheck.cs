using Psono.Server.Data;

namespace Psono.Server.Health;

/// <summary>Looks whether the database answers. Anybody may ask, so one look at a time serves all who do.</summary>
internal sealed partial class HealthCheck(Database database, ILogger<HealthCheck> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<int?> _looking = Task.FromResult<int?>(null);

    /// <summary>Null: it cannot be read, or not soon.</summary>
    public async Task<int?> SchemaVersionAsync()
    {
        try
        {
            return await LookAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Whether changes find no room. When nobody changes anything, this one does, now and then.</summary>
    public async Task<bool> IsFullAsync()
    {
        if (database.Outage.MayHaveRoom)
            await KeysOfDatabase.TouchAsync(database);
        return database.Outage.IsFull;
    }

    private Task<int?> LookAsync()
    {
        lock (_lock)
            return _looking.IsCompleted ? _looking = ReadAsync() : _looking;
    }

    private async Task<int?> ReadAsync()
    {
        try
        {
            return await database.SchemaVersionAsync();
        }
        catch (DatabaseAwayException e)
        {
            database.Outage.Note(e);
            return null;
        }
#pragma warning disable CA1031 // Whatever is wrong with the database is the answer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Unhealthy(logger, e);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The database does not answer as it should")]
        public static partial void Unhealthy(ILogger logger, Exception e);
    }
}
