using Psono.Cli.Processes;

namespace Psono.Cli.Commands.Run;

/// <summary>A variable of the command, and those of the same name that it stands before.</summary>
internal sealed record MergedVariable(SecretVariable Winner, IReadOnlyList<SecretVariable> Replaced)
{
    /// <summary>What the name decides the place of (<see cref="UnsafeNames"/>); null for an ordinary one, and for one that may.</summary>
    public string? Steers { get; init; }
}

// docs/decisions/0007
/// <summary>
/// Merges the variables of several secrets, in their order, so that the same secrets always give the same environment:
/// select (--only), rename (--map, --prefix), resolve duplicates, then refuse whatever would start the command half-configured.
/// </summary>
internal static class MergedVariables
{
    public static IReadOnlyList<MergedVariable> Merge(IReadOnlyList<SecretVariable> variables, RunOptions options)
    {
        var renamed = Select(variables, options).Select(variable => Rename(variable, options)).ToList();
        RefuseUnused(options, variables, renamed);
        var byName = new OrderedDictionary<string, MergedVariable>(
            renamed.Count, StringComparer.FromComparison(options.Comparison));
        foreach (var variable in renamed)
        {
            if (!byName.TryAdd(variable.Name, new MergedVariable(variable, []), out var place))
                byName.SetAt(place, Resolve(byName.GetAt(place).Value, variable, options));
        }

        List<MergedVariable> merged = [.. byName.Values];
        foreach (var variable in merged)
            RefuseInvalid(variable.Winner, options);
        RefuseIncomplete(merged, options);
        return merged.ConvertAll(variable =>
            !options.IsAllowed(variable.Winner.Name)
            && UnsafeNames.WhyWarned(variable.Winner.Name, options.IgnoreCase) is { } steers
                ? variable with { Steers = steers }
                : variable);
    }

    private static IEnumerable<SecretVariable> Select(IReadOnlyList<SecretVariable> variables, RunOptions options) =>
        options.Only.Count == 0
            ? variables
            : variables.Where(variable => options.AnyMatches(options.Only, variable.OriginalName));

    private static SecretVariable Rename(SecretVariable variable, RunOptions options)
    {
        var name = options.Map.FirstOrDefault(entry => entry.Key.Equals(variable.OriginalName, options.Comparison)).Value
            ?? options.Prefix + variable.OriginalName;
        return name == variable.Name ? variable : variable with { Name = name };
    }

    private static MergedVariable Resolve(MergedVariable before, SecretVariable next, RunOptions options)
    {
        if (options.Duplicates == Duplicates.Error)
            throw Refused(
                "duplicate-variable",
                $"{before.Winner} is in secret {before.Winner.Source} and in secret {next.Source}",
                "use --duplicates last or first, or --only");
        var (winner, loser) = options.Duplicates == Duplicates.First ? (before.Winner, next) : (next, before.Winner);

        // The list goes on: one secret may have any number of variables of one name.
        var replaced = before.Replaced as List<SecretVariable> ?? [];
        replaced.Add(loser);
        return new MergedVariable(winner, replaced);
    }

    private static void RefuseUnused(RunOptions options, IReadOnlyList<SecretVariable> variables, List<SecretVariable> selected)
    {
        if (options.Only.FirstOrDefault(pattern => !variables.Any(v => options.Matches(pattern, v.OriginalName))) is { } unmatched)
            throw Refused("missing-variable", $"--only {unmatched} matches no variable", Look);
        foreach (var (old, _) in options.Map)
        {
            if (!selected.Any(variable => old.Equals(variable.OriginalName, options.Comparison)))
                throw Refused("missing-variable", $"--map {old}: no such variable", Look);
        }
    }

    private static void RefuseInvalid(SecretVariable variable, RunOptions options)
    {
        if (!VariableNames.IsValid(variable.Name))
        {
            var name = variable.OriginalName.Length == 0 ? "a variable without a name" : "a variable with an invalid name";
            throw Refused(
                "invalid-variable", $"secret {variable.Source} has {name}", "fix it in the vault, or exclude it with --only");
        }

        var isFile = options.IsFile(variable.Name);
        if (variable.Value.Contains((byte)0) && !isFile)
            throw Refused("invalid-variable", $"the value of {variable} in secret {variable.Source} contains a NUL character",
                "pass it to the command as a file: --file");
        if (!options.IsAllowed(variable.Name)
            && UnsafeNames.WhyRefused(variable.Name, variable.Value, options.IgnoreCase) is { } reason)
        {
            throw Refused(
                "unsafe-variable",
                $"{variable} in secret {variable.Source} {reason}",
                $"if that is intended, use --allow-unsafe-names={variable}");
        }

        if (variable.Name.StartsWith("PSONO_CI_", options.Comparison) && !options.KeepCredentials)
            throw Refused("unsafe-variable", $"{variable} in secret {variable.Source} is a setting of psonoci",
                "to pass such variables on, use --keep-credentials");

        var limit = ExecSize.MaxString;
        var size = ExecSize.Of(variable.Name, variable.Value);
        if (size > limit && !isFile)
            throw Refused(
                "too-large",
                $"{variable} in secret {variable.Source} is {size:N0} {ExecSize.Unit} long with its name; the kernel allows {limit:N0}",
                OperatingSystem.IsLinux() ? "pass it to the command as a file: --file" : "exclude it with --only");
    }

    private static void RefuseIncomplete(List<MergedVariable> merged, RunOptions options)
    {
        if (options.Require.FirstOrDefault(
            name => !merged.Any(variable => name.Equals(variable.Winner.Name, options.Comparison))) is { } missing)
            throw Refused("missing-variable", $"the required variable {missing} is not in any secret", Look);
        if (options.Files.Concat(options.FilesBase64)
            .FirstOrDefault(pattern => !merged.Any(v => options.Matches(pattern, v.Winner.Name))) is { } file)
            throw Refused("missing-variable", $"--file {file} matches no variable", Look);
        if (merged.Count == 0 && !options.AllowEmpty)
            throw Refused("no-variables", "the secrets contain no variables",
                "grant the API key access to an Environment Variables secret, or use --allow-empty");
    }

    private const string Look = "psonoci … run --explain lists the variables";

    private static PsonociException Refused(string code, string message, string? hint) => new(code, message, hint);
}
