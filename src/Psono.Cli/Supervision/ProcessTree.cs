using System.Globalization;
using System.Text;
using Psono.Cli.Interop;

namespace Psono.Cli.Supervision;

// docs/decisions/0016
/// <summary>
/// The processes below this one, as /proc shows them. What loses its parent becomes our child (PR_SET_CHILD_SUBREAPER), so that nothing
/// that the command starts gets lost, however it does that.
/// </summary>
internal sealed class ProcessTree
{
    private readonly HashSet<int> _before;

    private ProcessTree(HashSet<int> before) => _before = before;

    /// <summary>
    /// Before the command is started. A shell that became psonoci may have left children of its own: they are not ours to end.
    /// </summary>
    public static ProcessTree Adopt()
    {
        _ = LibC.PrCtl(LibC.PrSetChildSubreaper, 1);
        return new ProcessTree([.. new ProcessTree([]).Find()]);
    }

    /// <summary>All of them that are alive, and were not there before the command was.</summary>
    public IReadOnlyList<int> Find()
    {
        var children = All().ToLookup(process => process.Parent);
        var found = new List<int>();
        var parents = new Queue<int>([Environment.ProcessId]);
        while (parents.TryDequeue(out var parent))
        {
            foreach (var (process, _, isAlive) in children[parent].Where(child => !_before.Contains(child.Process)))
            {
                parents.Enqueue(process);
                if (isAlive)
                    found.Add(process);
            }
        }

        return found;
    }

    private static IEnumerable<(int Process, int Parent, bool IsAlive)> All()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && StatOf(process) is [[var state], var parent, ..])
                yield return (process, int.Parse(parent, CultureInfo.InvariantCulture), state is not ('Z' or 'X'));
        }
    }

    /// <summary>The fields after the name, which may have blanks and parentheses in it.</summary>
    private static string[] StatOf(int process)
    {
        try
        {
            var stat = Encoding.Latin1.GetString(File.ReadAllBytes($"/proc/{process}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 3);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended in the meantime.
            return [];
        }
    }
}
