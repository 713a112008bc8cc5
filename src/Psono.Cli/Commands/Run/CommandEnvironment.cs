using System.Text;
using Psono.Cli.Processes;

namespace Psono.Cli.Commands.Run;

/// <summary>The environment of the command: what it inherits, byte for byte, and the variables of the secrets.</summary>
internal static class CommandEnvironment
{
    /// <summary>Without these hardly any program of Windows starts. They are no settings of anybody.</summary>
    private static readonly string[] OfWindows = ["SystemRoot", "SystemDrive", "windir"];

    public static List<byte[]> Build(InheritedEnvironment inherited, IReadOnlyList<MergedVariable> variables, RunOptions options)
    {
        var names = variables.Select(variable => Encoding.UTF8.GetBytes(variable.Winner.Name)).ToList();
        var replaced = names.Select(name => Comparable(name, options)).ToHashSet(StringComparer.FromComparison(options.Comparison));
        var entries = inherited.Entries
            .Where(entry => IsInherited(entry, options) && !replaced.Contains(Comparable(InheritedEnvironment.NameOf(entry), options)))
            .ToList();
        for (var i = 0; i < variables.Count; i++)
            entries.Add(Entry(names[i], variables[i].Winner.Value));
        return entries;
    }

    /// <summary>Whether the command would have this variable without the secrets.</summary>
    public static bool IsInherited(byte[] entry, RunOptions options)
    {
        var name = Encoding.UTF8.GetString(InheritedEnvironment.NameOf(entry));
        if (!options.KeepCredentials
            && (name.StartsWith("PSONO_CI_", options.Comparison) || name.Equals("PSONO_VAULT_PASSWORD", options.Comparison)))
            return false;
        if (options.AnyMatches(options.Unset, name))
            return false;
        return !options.ClearEnvironment || options.AnyMatches(options.Keep, name) || options.AnyMatches(AlwaysKept(options), name);
    }

    public static bool IsNamed(byte[] entry, byte[] name, RunOptions options) =>
        Comparable(InheritedEnvironment.NameOf(entry), options).Equals(Comparable(name, options), options.Comparison);

    /// <summary>Where the command is looked for: in our own PATH. A secret does not decide which program is started.</summary>
    public static byte[] SearchPath(InheritedEnvironment inherited) => inherited.TryGet("PATH", out var own) ? own.ToArray() : [];

    /// <summary>Names need not be UTF-8: where letters are told apart, no two byte sequences are one text.</summary>
    private static string Comparable(ReadOnlySpan<byte> name, RunOptions options) =>
        (options.IgnoreCase ? Encoding.UTF8 : Encoding.Latin1).GetString(name);

    private static string[] AlwaysKept(RunOptions options) => options.IgnoreCase ? OfWindows : [];

    private static byte[] Entry(byte[] name, byte[] value)
    {
        var entry = GC.AllocateUninitializedArray<byte>(name.Length + 1 + value.Length, pinned: true);
        name.CopyTo(entry, 0);
        entry[name.Length] = (byte)'=';
        value.CopyTo(entry, name.Length + 1);
        return entry;
    }
}
