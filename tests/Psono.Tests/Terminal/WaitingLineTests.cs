using System.Text;
using Microsoft.Extensions.Time.Testing;
using Psono.Cli.Terminal;

namespace Psono.Tests.Terminal;

public sealed class WaitingLineTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly MemoryStream _data = new();
    private readonly MemoryStream _people = new();
    private readonly FakeTimeProvider _time = new();

    private string People => Encoding.UTF8.GetString(_people.ToArray());

    [Fact]
    public void After_a_moment_it_shows_and_then_it_is_gone()
    {
        using (new WaitingLine(_people, "psonoci: waiting", TimeSpan.FromMilliseconds(50), _time))
        {
            _time.Advance(TimeSpan.FromMilliseconds(50) - Tick);
            Assert.Empty(People);
            _time.Advance(Tick);
            Assert.Equal("\rpsonoci: waiting, 0 s", People);
        }

        Assert.Equal($"\rpsonoci: waiting, 0 s\r{new string(' ', 21)}\r", People);
        _time.Advance(5 * Second);
        Assert.EndsWith(" \r", People, StringComparison.Ordinal);
    }

    [Fact]
    public void What_takes_no_time_leaves_nothing()
    {
        using (new WaitingLine(_people, "psonoci: waiting", TimeSpan.FromSeconds(30), _time))
            Assert.Empty(People);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(People);
    }

    [Fact]
    public void Where_no_person_looks_nothing_is_shown() => Assert.Null(new TerminalOutput(_data, _people).Wait("waiting"));

    [Fact]
    public void It_counts_seconds_and_is_gone_before_anything_else_is_written()
    {
        var terminal = new TerminalOutput(_data, _people, errorIsTerminal: true) { Time = _time };
        using var waiting = terminal.Wait("waiting");
        _time.Advance(Second - Tick);
        Assert.Empty(People);
        _time.Advance(Tick);
        _time.Advance(Second);
        Assert.Equal("\rpsonoci: waiting, 1 s\rpsonoci: waiting, 2 s", People);
        terminal.Warn("slow");
        Assert.Equal(
            $"\rpsonoci: waiting, 1 s\rpsonoci: waiting, 2 s\r{new string(' ', 21)}\rpsonoci: warning: slow\n", People);
        _time.Advance(5 * Second);
        Assert.EndsWith("slow\n", People, StringComparison.Ordinal);
    }
}
