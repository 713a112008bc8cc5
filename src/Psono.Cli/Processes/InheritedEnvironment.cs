using System.Collections;
using System.Text;

namespace Psono.Cli.Processes;

/// <summary>The environment psonoci was started with: bytes, in their order, as it was before anything was scrubbed.</summary>
internal sealed class InheritedEnvironment(IReadOnlyList<byte[]> entries)
{
    /// <summary>The entries, <c>NAME=value</c> as a rule.</summary>
    public IReadOnlyList<byte[]> Entries { get; } = entries;

    /// <summary>Whether <c>Path</c> is <c>PATH</c>.</summary>
    public bool IgnoreCase { get; init; } = OperatingSystem.IsWindows();

    /// <summary>Where the bytes themselves cannot be had.</summary>
    public static InheritedEnvironment FromRuntime() => From(
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => ((string)entry.Key, (string?)entry.Value ?? "")));

    public static InheritedEnvironment From(IEnumerable<(string Name, string Value)> variables) =>
        new([.. variables.Select(variable => Encoding.UTF8.GetBytes($"{variable.Name}={variable.Value}"))]);

    /// <summary>A variable's value; null if it is not set.</summary>
    public string? Get(string name) => TryGet(name, out var value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>A variable's value as it is, for what must not become a string.</summary>
    public bool TryGet(string name, out ReadOnlySpan<byte> value)
    {
        var wanted = Encoding.UTF8.GetBytes(name);
        foreach (var entry in Entries)
        {
            if (AreSame(NameOf(entry), wanted, IgnoreCase))
            {
                value = entry.AsSpan(NameOf(entry).Length + 1);
                return true;
            }
        }

        value = default;
        return false;
    }

    public static bool AreSame(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other, bool ignoreCase) =>
        ignoreCase
            ? Encoding.UTF8.GetString(name).Equals(Encoding.UTF8.GetString(other), StringComparison.OrdinalIgnoreCase)
            : name.SequenceEqual(other);

    /// <summary>The part before the first <c>=</c>; empty for an entry that has none.</summary>
    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> entry) => entry[..Math.Max(entry.IndexOf((byte)'='), 0)];
}
