using Psono.Cli;
using Psono.Cli.Supervision;
using Psono.Tests.Commands;

namespace Psono.Tests.Supervision;

public sealed class SupervisionOptionsTests
{
    private readonly TestTerminal _terminal = new();

    [Theory]
    [InlineData("run --mask-except A -- true", "--mask-except needs --mask")]
    [InlineData("run --watch-signal HUP -- true", "--watch-signal needs --watch")]
    [InlineData("run --watch=soon -- true", "--watch=soon: not an interval")]
    [InlineData("run --watch=0 -- true", "--watch=0: not an interval")]
    [InlineData("run --watch=5d -- true", "--watch=5d: not an interval")]
    [InlineData("run --watch --watch-signal SIGNONE -- true", "invalid --watch-signal 'SIGNONE'")]
    [InlineData("run --watch --watch-signal 65 -- true", "invalid --watch-signal '65'")]
    public void A_mistake_is_named_in_one_line(string line, string message)
    {
        Assert.Equal(ExitCodes.NotStarted, _terminal.Run(line.Split(' ')));
        Assert.StartsWith($"psonoci: error: {message}", _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HUP", 1), InlineData("SIGHUP", 1), InlineData("usr1", 10), InlineData("15", 15), InlineData("64", 64)]
    [InlineData("SIGWINCH", 28)]
    public void A_signal_has_a_name_or_a_number(string text, int expected) => Assert.Equal(expected, SignalNumbers.Parse(text));

    [Theory]
    [InlineData(0, 0), InlineData(256 * 7, 7), InlineData(256 * 255, 255), InlineData(15, 143), InlineData(11 | 0x80, 139)]
    public void A_status_is_an_exit_code(int status, int expected)
    {
        Assert.False(WaitStatus.IsStopped(status));
        Assert.Equal(expected, WaitStatus.ExitCode(status));
    }

    [Fact]
    public void An_order_survives_its_way_to_the_child()
    {
        var order = new LaunchOrder(7, [[0xFF, 1], [], [10]], [[65, (byte)'=', 0xFE], []], [47], [1, 2, 3], JsonErrors: true);

        // Closes it as well.
        var read = LaunchOrder.Read(order.ToFile().Descriptor);

        Assert.Equal(7, read.Supervisor);
        Assert.Equal(order.Command, read.Command);
        Assert.Equal(order.Environment, read.Environment);
        Assert.Equal(order.SearchPath, read.SearchPath);
        Assert.Equal(order.Signals, read.Signals);
        Assert.True(read.JsonErrors);
    }
}
