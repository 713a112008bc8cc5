using Psono.Server.Errors;
using Psono.Server.RateLimiting;

namespace Psono.Server.Authentication;

// docs/decisions/0052
/// <summary>
/// Whose hash is computed next. Half of the processors compute at most; who waits is bounded in number and time. Sessions come before
/// strangers, and the first of an address before the second of another, so that a flood from one place keeps nobody else from logging in.
/// </summary>
internal sealed class HashQueue(AuthkeyHasher hasher, ClientAddress addresses, TimeProvider clock, int? turns = null)
{
    public const int MostWaiting = 64;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiting = [];
    private int _free = turns ?? Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>How many wait now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <inheritdoc cref="AuthkeyHasher.Hash"/>
    /// <exception cref="RefusedException">Too many wait, or it took too long.</exception>
    /// <exception cref="OperationCanceledException">The client hung up while it waited.</exception>
    public Task<string> HashAsync(HttpContext context, string authkey) => RunAsync(context, () => hasher.Hash(authkey));

    /// <inheritdoc cref="AuthkeyHasher.Verify"/>
    /// <exception cref="RefusedException">Too many wait, or it took too long.</exception>
    /// <exception cref="OperationCanceledException">The client hung up while it waited.</exception>
    public Task<bool> VerifyAsync(HttpContext context, string authkey, string? stored) =>
        RunAsync(context, () => hasher.Verify(authkey, stored));

    /// <summary>Whether this one would be refused at once.</summary>
    public bool IsFullFor(HttpContext context)
    {
        var isStranger = context.Features.Get<Session>() is null;
        var address = addresses.IdentityOf(context);
        lock (_lock)
        {
            return _waiting.Count >= MostWaiting
                && (isStranger, _waiting.Count(other => other.Address == address)).CompareTo(_waiting.Max(waiter => waiter.Order)) >= 0;
        }
    }

    private async Task<T> RunAsync<T>(HttpContext context, Func<T> work)
    {
        await WaitAsync(context);
        try
        {
            return await Task.Run(work);
        }
        finally
        {
            PassOn();
        }
    }

    private async Task WaitAsync(HttpContext context)
    {
        if (Enter(context) is not { } waiter)
            return;
        try
        {
            if (!await waiter.Turn.Task.WaitAsync(Patience, clock, context.RequestAborted))
                throw Refusal.Busy(context);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Leave(waiter);
            if (e is TimeoutException)
                throw Refusal.Busy(context);
            throw;
        }
    }

    /// <summary>Null: it is one's turn at once.</summary>
    private Waiter? Enter(HttpContext context)
    {
        var isStranger = context.Features.Get<Session>() is null;
        var address = addresses.IdentityOf(context);
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return null;
            }

            var waiter = new Waiter(address, isStranger, _waiting.Count(other => other.Address == address));
            _waiting.Add(waiter);
            // The last in the order, which may be the new one.
            if (_waiting.Count > MostWaiting)
                End(_waiting.OrderBy(other => other.Order).Last(), isTurn: false);
            return waiter;
        }
    }

    private void PassOn()
    {
        lock (_lock)
        {
            if (_waiting.MinBy(waiter => waiter.Order) is { } next)
                End(next, isTurn: true);
            else
                _free++;
        }
    }

    /// <summary>Who gives up the moment that it is its turn passes it on.</summary>
    private void Leave(Waiter waiter)
    {
        lock (_lock)
            _waiting.Remove(waiter);
        if (waiter.HasTurn)
            PassOn();
    }

    private void End(Waiter waiter, bool isTurn)
    {
        _waiting.Remove(waiter);
        waiter.HasTurn = isTurn;
        waiter.Turn.SetResult(isTurn);
    }

    /// <summary>Before it: how many of its address came earlier and wait.</summary>
    private sealed record Waiter(string Address, bool IsStranger, int Before)
    {
        public bool HasTurn { get; set; }

        public TaskCompletionSource<bool> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public (bool, int) Order => (IsStranger, Before);
    }
}
