namespace Psono.Server.Data;

/// <summary>
/// The counts of a part of the secrets, under one lock. What a stripe holds is newer than the file; what it does not hold is in the file.
/// </summary>
internal sealed class ReadCountStripe
{
    /// <summary>Counts that are stored stay up to this many, so that a busy secret is not looked up again and again.</summary>
    private const int Kept = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Count> _counts = [];

    public long Next(Guid id, Func<Guid, long> load)
    {
        lock (_lock)
        {
            if (!_counts.TryGetValue(id, out var count))
            {
                var stored = load(id);
                _counts.Add(id, count = new Count { Current = stored, Stored = stored });
            }

            return ++count.Current;
        }
    }

    public List<(Guid Id, long Count)> Changed()
    {
        lock (_lock)
            return [.. _counts.Where(pair => pair.Value.Current != pair.Value.Stored).Select(pair => (pair.Key, pair.Value.Current))];
    }

    public void Stored(Guid id, long stored)
    {
        lock (_lock)
        {
            if (!_counts.TryGetValue(id, out var count))
                return;
            count.Stored = Math.Max(count.Stored, stored);
            if (_counts.Count > Kept && count.Current == count.Stored)
                _counts.Remove(id);
        }
    }

    private sealed class Count
    {
        public long Current;
        public long Stored;
    }
}
