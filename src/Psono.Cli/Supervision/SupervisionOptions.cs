namespace Psono.Cli.Supervision;

/// <summary>What a parent that stays is needed for.</summary>
internal sealed record SupervisionOptions
{
    public bool Mask { get; init; }

    /// <summary>Variables, or patterns, that are not masked.</summary>
    public IReadOnlyList<string> MaskExcept { get; init; } = [];

    /// <summary>How often to look for changes; null if not at all.</summary>
    public TimeSpan? Watch { get; init; }

    /// <summary>To send on a change, instead of a restart.</summary>
    public int? WatchSignal { get; init; }
}
