namespace Psono.Server.Http.Marks;

/// <summary>Marks an endpoint that needs the session of an administrator.</summary>
internal sealed record NeedsAdministrator;
