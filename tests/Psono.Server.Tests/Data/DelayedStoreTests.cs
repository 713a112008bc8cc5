using Microsoft.Extensions.Time.Testing;
using Psono.Server.Data;

namespace Psono.Server.Tests.Data;

public sealed class DelayedStoreTests
{
    /// <summary>Only what is broken takes that long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _clock = new();
    private readonly SemaphoreSlim _stored = new(0);
    private int _times;

    [Fact]
    public async Task What_comes_within_a_second_is_stored_together()
    {
        await using var store = new DelayedStore(StoreAsync, _clock);
        for (var round = 1; round <= 3; round++)
        {
            store.StoreLater();
            store.StoreLater();
            _clock.Advance(TimeSpan.FromMilliseconds(999));
            Assert.Equal(round - 1, _times);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(await _stored.WaitAsync(Patience));
            Assert.Equal(round, _times);
        }
    }

    [Fact]
    public async Task The_rest_is_stored_at_the_end_whatever_the_clock_says()
    {
        await using (var store = new DelayedStore(StoreAsync, _clock))
            store.StoreLater();
        Assert.Equal(1, _times);
    }

    [Fact]
    public async Task What_could_not_be_stored_has_another_chance()
    {
        var database = Task.FromException(new IOException("away"));
        await using var store = new DelayedStore(async () =>
        {
            await StoreAsync();
            await database;
        }, _clock);
        store.StoreLater();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await _stored.WaitAsync(Patience));

        await Assert.ThrowsAsync<IOException>(store.StoreAsync);
        Assert.True(await _stored.WaitAsync(Patience));
        database = Task.CompletedTask;
        store.StoreLater();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await _stored.WaitAsync(Patience));
        Assert.Equal(3, _times);
    }

    [Fact]
    public async Task One_storing_waits_for_the_other()
    {
        var first = new TaskCompletionSource();
        await using var store = new DelayedStore(() => StoreAsync() is var _ && _times == 1 ? first.Task : Task.CompletedTask, _clock);
        var one = store.StoreAsync();
        var two = store.StoreAsync();

        Assert.Equal(1, _times);
        Assert.False(two.IsCompleted);
        first.SetResult();
        await Task.WhenAll(one, two);
        Assert.Equal(2, _times);
    }

    private Task StoreAsync()
    {
        _times++;
        _stored.Release();
        return Task.CompletedTask;
    }
}
