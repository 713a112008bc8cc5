namespace Psono.Server.Http.Marks;

/// <summary>What the protocol wants to be told to a client that uses another method on this path.</summary>
internal sealed record MethodAdvice(string Text);
