using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Psono.Cli.Interop;

namespace Psono.Cli.Supervision;

// docs/decisions/0016
/// <summary>
/// The processes below this one, as /proc shows them. What loses its parent becomes our child (PR_SET_CHILD_SUBREAPER), so that nothing
/// that the command starts gets lost, however it does that.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ProcessTree
{
    private readonly ProcessOwners _owners = new(Environment.ProcessId);

    private ProcessTree() => _owners.Begin(All());

    /// <summary>
    /// Before the command is started. A shell that became psonoci may have left children of its own: they are not ours to end.
    /// </summary>
    public static ProcessTree Adopt()
    {
        _ = LibC.PrCtl(LibC.PrSetChildSubreaper, 1);
        return new ProcessTree();
    }

    public void Own(int process) => _owners.Own(process);

    /// <summary>A child has ended, and may have left others to us.</summary>
    public void Look()
    {
        if (!_owners.IsAlone)
            Find();
    }

    /// <summary>All of them that are alive, and come from the command.</summary>
    public IReadOnlyList<int> Find() => _owners.Look([.. All()]);

    private static IEnumerable<ProcessEntry> All()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && StatOf(process) is [[var state], var parent, ..])
                yield return new ProcessEntry(process, int.Parse(parent, CultureInfo.InvariantCulture), state is not ('Z' or 'X'));
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
