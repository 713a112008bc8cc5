using Psono.Cli.Terminal;
using Psono.Shared;

namespace Psono.Tests.Commands.Vault;

public sealed class OutputTests
{
    [Fact]
    public void Columns_are_aligned() =>
        Assert.Equal("a    x\nbbb  yy\n", Table.Format([["a", "x"], ["bbb", "yy"]]));

    [Fact]
    public void Nothing_is_printed_for_no_rows() => Assert.Equal("", Table.Format([]));

    [Theory]
    [InlineData("plain ä€😀", "plain ä€😀")]
    [InlineData("a\e[2J\nb\r", "a\uFFFD[2J\uFFFDb\uFFFD")]
    [InlineData("user\u202Egnp.exe", "user\uFFFDgnp.exe")]
    [InlineData("a\u2028b\u200Bc", "a\uFFFDb\uFFFDc")]
    public void Text_of_others_cannot_play_with_the_terminal(string text, string printed) => Assert.Equal(printed, Printable.Of(text));

    [Theory]
    [InlineData("2026-11-23T19:12:46.181998+00:00", "2026-11-23 19:12:46 UTC")]
    [InlineData("2026-11-23T19:12:47Z", "2026-11-23 19:12:47 UTC")]
    [InlineData("some\eday", "some\uFFFDday")]
    [InlineData(null, "")]
    public void Times_are_shown_to_the_second(string? time, string shown) => Assert.Equal(shown, ServerTime.Show(time));
}
