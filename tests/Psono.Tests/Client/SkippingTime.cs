using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Psono.Tests.Client;

/// <summary>A clock on which a pause is over as soon as it begins, and is remembered. What takes as long as the deadline is none.</summary>
internal sealed class SkippingTime(TimeSpan deadline) : FakeTimeProvider
{
    public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime >= TimeSpan.Zero && dueTime < deadline)
        {
            Pauses.Enqueue(dueTime);

            // Not before whoever makes the timer has it.
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
