using Psono.Cli.Supervision;

namespace Psono.Tests.Supervision;

/// <summary>Whose a process is. 1 is psonoci; 10 and more were there before the command, which is 20.</summary>
public sealed class ProcessOwnersTests
{
    private readonly ProcessOwners _owners = new(1);

    [Fact]
    public void What_the_command_leaves_behind_is_its_own_however_deep()
    {
        Begin([(1, 0)]);
        Assert.True(_owners.IsAlone);
        Assert.Equal([20, 21, 22], Look([(1, 0), (20, 1), (21, 20), (22, 21)]));
        Assert.Equal([22, 23], Look([(1, 0), (22, 1), (23, 22)]));
        Assert.Equal([23, 24], Look([(1, 0), (23, 1), (24, 1)]));
    }

    [Fact]
    public void What_was_there_before_is_not_nor_is_what_it_starts_later()
    {
        Begin([(1, 0), (10, 1), (11, 10)]);
        Assert.False(_owners.IsAlone);
        Assert.Equal([20], Look([(1, 0), (10, 1), (11, 10), (12, 11), (20, 1)]));
    }

    [Fact]
    public void What_was_seen_below_it_and_then_lost_its_parent_is_not()
    {
        Begin([(1, 0), (10, 1)]);
        Assert.Equal([20], Look([(1, 0), (10, 1), (11, 10), (20, 1)]));
        Assert.Equal([20], Look([(1, 0), (11, 1), (20, 1)]));
        Assert.Empty(Look([(1, 0), (11, 1)]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_it_starts_and_leaves_behind_at_once_when_it_ends_is_not(bool isReaped)
    {
        Begin([(1, 0), (10, 1)]);
        (int, int)[] rest = [(1, 0), (20, 1), (12, 1), (13, 12)];
        Assert.Equal([20], isReaped ? Look(rest) : Look(rest, ended: (10, 1)));
        Assert.Equal([20, 21], Look([(1, 0), (20, 1), (12, 1), (13, 1), (21, 20)]));
        Assert.Empty(Look([(1, 0), (13, 1)]));
    }

    [Fact]
    public void What_was_seen_below_the_command_is_its_own_also_when_something_else_ends()
    {
        Begin([(1, 0), (10, 1), (11, 10)]);
        Assert.Equal([20, 21], Look([(1, 0), (10, 1), (11, 10), (20, 1), (21, 20)]));
        Assert.Equal([21, 22], Look([(1, 0), (10, 1), (21, 1), (22, 21)]));
    }

    [Fact]
    public void A_number_that_is_given_again_does_not_stand_for_its_first_bearer()
    {
        Begin([(1, 0), (10, 1)]);
        Assert.Equal([20], Look([(1, 0), (20, 1)]));
        Assert.True(_owners.IsAlone);
        Assert.Equal([10, 20], Look([(1, 0), (20, 1), (10, 20)]));
    }

    [Fact]
    public void What_has_ended_and_waits_to_be_reaped_is_not_counted_but_what_is_below_it_is()
    {
        Begin([(1, 0)]);
        Assert.Equal([21], Look([(1, 0), (21, 20)], ended: (20, 1)));
    }

    private static IEnumerable<ProcessEntry> Entries((int Process, int Parent)[] living) =>
        living.Select(process => new ProcessEntry(process.Process, process.Parent, IsAlive: true));

    private void Begin((int Process, int Parent)[] living)
    {
        _owners.Begin(Entries(living));
        _owners.Own(20);
    }

    private List<int> Look((int Process, int Parent)[] living, (int Process, int Parent)? ended = null) =>
    [
        .. _owners.Look(
            ended is { } one
                ? [.. Entries(living), new ProcessEntry(one.Process, one.Parent, IsAlive: false)]
                : [.. Entries(living)]).Order(),
    ];
}
