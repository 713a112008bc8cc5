using System.Text;
using Psono.Cli.Terminal;

namespace Psono.Tests.Terminal;

public sealed class WaitingLineTests
{
    private readonly MemoryStream _data = new();
    private readonly MemoryStream _people = new();

    private string People => Encoding.UTF8.GetString(_people.ToArray());

    [Fact]
    public async Task After_a_moment_it_shows_and_then_it_is_gone()
    {
        using (new WaitingLine(_people, "psonoci: waiting", TimeSpan.FromMilliseconds(50)))
            await Task.Delay(400, TestContext.Current.CancellationToken);
        Assert.Equal($"\rpsonoci: waiting, 0 s\r{new string(' ', 21)}\r", People);
        await Task.Delay(1200, TestContext.Current.CancellationToken);
        Assert.EndsWith(" \r", People, StringComparison.Ordinal);
    }

    [Fact]
    public void What_takes_no_time_leaves_nothing()
    {
        using (new WaitingLine(_people, "psonoci: waiting", TimeSpan.FromSeconds(30)))
            Assert.Empty(People);
        Assert.Empty(People);
    }

    [Fact]
    public void Where_no_person_looks_nothing_is_shown() => Assert.Null(new TerminalOutput(_data, _people).Wait("waiting"));

    [Fact]
    public async Task It_is_gone_before_anything_else_is_written()
    {
        var terminal = new TerminalOutput(_data, _people, errorIsTerminal: true);
        using var waiting = terminal.Wait("waiting");
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        terminal.Warn("slow");
        Assert.Matches("^\rpsonoci: waiting, 1 s(\r[^\r]+)?\r +\rpsonoci: warning: slow\n$", People);
        await Task.Delay(1200, TestContext.Current.CancellationToken);
        Assert.EndsWith("slow\n", People, StringComparison.Ordinal);
    }
}
