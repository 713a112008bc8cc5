namespace Psono.Server.Http.Marks;

/// <summary>Marks an endpoint that answers whatever <c>Accept</c> says.</summary>
internal sealed record AnyAccept;
