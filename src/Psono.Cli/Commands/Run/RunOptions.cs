namespace Psono.Cli.Commands.Run;

internal enum Duplicates
{
    Last,
    First,
    Error,
}

/// <summary>What was asked for on the command line of <c>run</c>.</summary>
internal sealed record RunOptions
{
    public bool ClearEnvironment { get; init; }

    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Inherited variables that are not passed on.</summary>
    public IReadOnlyList<string> Unset { get; init; } = [];

    /// <summary>Ids or titles of secrets, in the order given; null for all.</summary>
    public IReadOnlyList<string>? Filter { get; init; }

    public IReadOnlyList<string> Only { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Map { get; init; } = [];

    public string Prefix { get; init; } = "";

    public IReadOnlyList<string> Require { get; init; } = [];

    public Duplicates Duplicates { get; init; }

    public bool AllowEmpty { get; init; }

    /// <summary>Names, or patterns, of <see cref="UnsafeNames"/> that are let through.</summary>
    public IReadOnlyList<string> AllowUnsafeNames { get; init; } = [];

    public bool KeepCredentials { get; init; }

    /// <summary>
    /// Variables, or patterns, whose value is handed over in a file, and those of them whose value is base64 of the file.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    public IReadOnlyList<string> FilesBase64 { get; init; } = [];

    /// <summary>See <see cref="VariableNames.IgnoreCase"/>.</summary>
    public bool IgnoreCase { get; init; } = VariableNames.IgnoreCase;

    public StringComparison Comparison => IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    public bool IsAllowed(string name) => AnyMatches(AllowUnsafeNames, name);

    public bool IsFile(string name) => AnyMatches(Files, name) || AnyMatches(FilesBase64, name);

    public bool AnyMatches(IReadOnlyList<string> patterns, string name)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (Matches(patterns[i], name))
                return true;
        }

        return false;
    }

    public bool Matches(string pattern, string name) => VariableNames.Matches(pattern, name, IgnoreCase);
}
