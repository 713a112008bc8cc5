namespace Psono.Server.Operations;

/// <summary>A command for a server that runs.</summary>
/// <param name="Arguments">As they were typed.</param>
/// <param name="Line">What was read of stdin.</param>
internal sealed record OperatorRequest(IReadOnlyList<string> Arguments, string? Line)
{
    /// <summary>The name alone: a password never gets into a log by accident.</summary>
    public override string ToString() => nameof(OperatorRequest);
}
