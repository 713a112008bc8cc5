using System.Text;
using Psono.Cli.Processes;

namespace Psono.Cli.Commands.Run;

/// <summary>The environment of the command: what it inherits, byte for byte, and the variables of the secrets.</summary>
internal static class CommandEnvironment
{
    private static readonly byte[] Credentials = "PSONO_CI_"u8.ToArray();

    public static List<byte[]> Build(InheritedEnvironment inherited, IReadOnlyList<MergedVariable> variables, RunOptions options)
    {
        var names = variables.Select(variable => Encoding.UTF8.GetBytes(variable.Winner.Name)).ToList();
        var entries = inherited.Entries.Where(entry => IsPassedOn(entry, names, options)).ToList();
        for (var i = 0; i < variables.Count; i++)
            entries.Add(Entry(names[i], variables[i].Winner.Value));
        return entries;
    }

    /// <summary>Whether the command would have this variable without the secrets.</summary>
    public static bool IsInherited(byte[] entry, RunOptions options)
    {
        var name = InheritedEnvironment.NameOf(entry);
        if ((name.StartsWith(Credentials) || name.SequenceEqual("PSONO_VAULT_PASSWORD"u8)) && !options.KeepCredentials)
            return false;
        if (!options.ClearEnvironment && options.Unset.Count == 0)
            return true;
        var text = Encoding.UTF8.GetString(name);
        if (options.Unset.Any(pattern => VariableNames.Matches(pattern, text)))
            return false;
        return !options.ClearEnvironment || options.Keep.Any(pattern => VariableNames.Matches(pattern, text));
    }

    /// <summary>Where the command is looked for: in our own PATH. A secret does not decide which program is started.</summary>
    public static byte[] SearchPath(InheritedEnvironment inherited) => inherited.TryGet("PATH", out var own) ? own.ToArray() : [];

    private static bool IsPassedOn(byte[] entry, List<byte[]> replaced, RunOptions options) =>
        IsInherited(entry, options) && !replaced.Exists(name => InheritedEnvironment.NameOf(entry).SequenceEqual(name));

    private static byte[] Entry(byte[] name, byte[] value)
    {
        var entry = GC.AllocateUninitializedArray<byte>(name.Length + 1 + value.Length, pinned: true);
        name.CopyTo(entry, 0);
        entry[name.Length] = (byte)'=';
        value.CopyTo(entry, name.Length + 1);
        return entry;
    }
}
