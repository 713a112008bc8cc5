namespace Psono.Server.Http.Marks;

/// <summary>Marks an endpoint that answers with and without the final slash: a probe may take a redirect for a yes.</summary>
internal sealed record AnySlash;
