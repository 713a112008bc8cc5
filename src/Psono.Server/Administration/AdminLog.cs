namespace Psono.Server.Administration;

/// <summary>What administrators did, by ids.</summary>
internal sealed partial class AdminLog(ILogger<AdminLog> logger)
{
    [LoggerMessage(1, LogLevel.Information, "Administrator {AdministratorId}: {Act} {Id}")]
    public partial void Did(Guid administratorId, string act, Guid id);
}
