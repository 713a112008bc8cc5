using System.Runtime.InteropServices;
using Psono.Server.Configuration;
using Psono.Server.RateLimiting;

namespace Psono.Server.Http.Bodies;

// docs/decisions/0051
/// <summary>
/// How many bytes of request bodies are held at a time, over all connections: requests without a session get half of them at most, one
/// address a quarter, or one body of the largest size if that is more. Whoever finds no room waits for a moment.
/// </summary>
internal sealed class BodyBudget : IDisposable
{
    /// <summary>What a request may hold without asking: more than a login, a read or a key needs.</summary>
    public const int Free = 4096;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const long Most = 256 * 1024 * 1024;
    private const int PartOfMemory = 16;

    private readonly ClientAddress _addresses;
    private readonly UnusedMemory _unused;
    private readonly long _largest;
    private readonly long _total;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _ofAddress = [];
    private TaskCompletionSource _released = NewSignal();
    private long _held;
    private long _ofStrangers;
    private int _waiting;

    public BodyBudget(ServerOptions options, ClientAddress addresses, TimeProvider clock)
    {
        _addresses = addresses;
        Clock = clock;
        _unused = new UnusedMemory(clock);
        _largest = options.MaxRequestBytes;
        var usual = Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / PartOfMemory, Most);
        _total = Math.Max(options.MaxBodiesBytes ?? usual, 2 * _largest);
    }

    public TimeProvider Clock { get; }

    /// <summary>All bytes that are held now.</summary>
    public long Held
    {
        get
        {
            lock (_lock)
                return _held;
        }
    }

    /// <summary>How many requests wait for room now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Null: there was no room before <see cref="Patience"/> was over.</summary>
    /// <param name="context">The request.</param>
    /// <param name="bytes">How long its body may get.</param>
    /// <param name="isStranger">It has neither a session nor another proof that it is from somebody known.</param>
    public async ValueTask<BodyShare?> TakeAsync(HttpContext context, int bytes, bool isStranger)
    {
        var share = new BodyShare(this, _addresses.IdentityOf(context), isStranger, bytes);
        if (TryTake(share, out _))
            return share;

        var tooLate = Task.Delay(Patience, Clock, context.RequestAborted);
        Interlocked.Increment(ref _waiting);
        try
        {
            while (!TryTake(share, out var released))
            {
                if (tooLate.IsCompleted)
                    return null;
                await Task.WhenAny(released, tooLate);
                context.RequestAborted.ThrowIfCancellationRequested();
            }

            return share;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void GiveBack(BodyShare share)
    {
        TaskCompletionSource released;
        lock (_lock)
        {
            Add(share, -share.Bytes);
            (released, _released) = (_released, NewSignal());
        }

        _unused.Note(share.Bytes);
        released.SetResult();
    }

    public void Dispose() => _unused.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool TryTake(BodyShare share, out Task released)
    {
        lock (_lock)
        {
            released = _released.Task;
            if (!HasRoom(share))
                return false;
            Add(share, share.Bytes);
            return true;
        }
    }

    private bool HasRoom(BodyShare share) =>
        _held + share.Bytes <= _total
        && (!share.IsStranger || _ofStrangers + share.Bytes <= _total / 2)
        && _ofAddress.GetValueOrDefault(share.Address) + share.Bytes <= Math.Max(_total / 4, _largest);

    private void Add(BodyShare share, long bytes)
    {
        _held += bytes;
        if (share.IsStranger)
            _ofStrangers += bytes;
        ref var ofAddress = ref CollectionsMarshal.GetValueRefOrAddDefault(_ofAddress, share.Address, out _);
        ofAddress += bytes;
        if (ofAddress == 0)
            _ofAddress.Remove(share.Address);
    }
}
