namespace Psono.Server.Http.Marks;

/// <summary>Marks an endpoint that is never throttled: health checks come often and from one address.</summary>
internal sealed record Unlimited;
