namespace Psono.Cli.Supervision;

// docs/decisions/0016
/// <summary>
/// Tells the processes of the command from those that were there before it, and their descendants. It is told by looks at the list of all
/// processes: what lost its parent between two of them does not show where it comes from.
/// </summary>
/// <param name="self">The process that they are all below.</param>
internal sealed class ProcessOwners(int self)
{
    private readonly HashSet<int> _before = [];
    private readonly HashSet<int> _ours = [];
    private HashSet<int> _living = [];

    /// <summary>Whether everything is the command's, so that nothing is missed between two looks.</summary>
    public bool IsAlone => _before.Count == 0;

    /// <summary>Everything that is there belongs to others.</summary>
    public void Begin(IEnumerable<ProcessEntry> all)
    {
        foreach (var process in Below([self], all.ToLookup(process => process.Parent), _ => true))
        {
            _before.Add(process.Process);
            if (process.IsAlive)
                _living.Add(process.Process);
        }
    }

    /// <summary>The process is the command, or leads to it.</summary>
    public void Own(int process) => _ours.Add(process);

    /// <summary>What is alive of the command's processes.</summary>
    public IReadOnlyList<int> Look(IReadOnlyList<ProcessEntry> all)
    {
        var children = all.ToLookup(process => process.Parent);
        var alive = all.Where(process => process.IsAlive).Select(process => process.Process).ToHashSet();

        // What has ended may have left us its children. When in doubt they are not ended.
        if (!_living.IsSubsetOf(alive))
            _before.UnionWith(children[self].Select(child => child.Process).Where(child => !_ours.Contains(child)));
        _before.UnionWith(Below([.. _before], children, _ => true).Select(process => process.Process));
        var rest = Below([self], children, process => !_before.Contains(process)).ToList();
        _ours.UnionWith(rest.Select(process => process.Process));

        // A number that is free is given to another process in time.
        _before.IntersectWith(all.Select(process => process.Process));
        _ours.IntersectWith(all.Select(process => process.Process));
        _living = [.. _before.Where(alive.Contains)];
        return [.. rest.Where(process => process.IsAlive).Select(process => process.Process)];
    }

    private static IEnumerable<ProcessEntry> Below(int[] roots, ILookup<int, ProcessEntry> children, Func<int, bool> follows)
    {
        var parents = new Queue<int>(roots);
        while (parents.TryDequeue(out var parent))
        {
            foreach (var child in children[parent].Where(child => follows(child.Process)))
            {
                parents.Enqueue(child.Process);
                yield return child;
            }
        }
    }
}
