using System.Text.Json.Nodes;
using Psono.Cli;
using Psono.Cli.Commands;
using Psono.Cli.Terminal;
using Psono.Shared;
using Psono.Tests.Client;
using Psono.Tests.Commands;

namespace Psono.Tests.Text;

/// <summary>Text of others, wherever it ends up on a terminal.</summary>
public sealed class PrintableTests
{
    /// <summary>ESC, BEL, DEL, 8-bit CSI, line ends, direction overrides and isolates, what cannot be seen, a tag, half a pair.</summary>
    private const string Hostile =
        "\u001b[31m\a\u007f\u009b31m\r\n\u2028\u2029\u202e\u2066\u200b\u200f\u2060\ufeff\u00ad"
        + "\u034f\u115f\u3164\uffa0\u2800\U000E0041\ud800";

    private readonly TestTerminal _terminal = new();

    [Fact]
    public void Nothing_that_does_something_to_a_terminal_or_cannot_be_seen_comes_through()
    {
        Assert.Equal("a[31m31mb", Printable.Of($"a{Hostile}b").Replace("\ufffd", "", StringComparison.Ordinal));
        Assert.Equal("a\nb\ufffd", Printable.Lines("a\nb\r"));
        Assert.All(Hostile[..^1].EnumerateRunes().Where(rune => rune.Value is not ('[' or '3' or '1' or 'm')), rune =>
            Assert.False(Printable.IsPlain($"x{rune}"), $"U+{rune.Value:X4}"));
    }

    [Theory]
    [InlineData("größe, 日本語, עברית, عربي, ไทย, e\u0301"), InlineData("❤\ufe0f 😀 👍🏽 €"), InlineData("")]
    public void What_people_write_stays(string text)
    {
        Assert.Equal(text, Printable.Of(text));
        Assert.True(Printable.IsPlain(text));
    }

    [Fact]
    public void An_invisible_mark_after_a_letter_is_shown() => Assert.Equal("prod\ufffd", Printable.Of("prod\ufe0f"));

    [Fact]
    public void Json_on_a_screen_is_the_same_text_without_what_a_terminal_obeys()
    {
        var json = new JsonObject { ["title"] = $"größe 😀 {Hostile[..^1]}" };

        var onScreen = JsonOutput.Format(json, indented: true, onScreen: true);

        Assert.Contains("größe 😀", onScreen, StringComparison.Ordinal);
        Assert.True(Printable.Lines(onScreen) == onScreen);
        Assert.Equal((string?)json["title"], (string?)JsonNode.Parse(onScreen)!["title"]);
        Assert.Contains("\u202e", JsonOutput.Format(json, indented: true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Titles_do_not_get_raw_into_json_on_a_terminal_warnings_or_explanations()
    {
        var title = $"title {Hostile[..^1]}";
        var content = new JsonObject
        {
            ["environment_variables_title"] = title,
            ["environment_variables_variables"] = new JsonArray(new JsonObject { ["key"] = "A", ["value"] = Hostile[..^1] }),
        }.ToJsonString();
        await using var server = new ApiKeyServer(bulk: true, content, content);
        foreach (var command in new[]
        {
            "api-key secrets", "run --explain", "run --explain --json", "check", $"secret get {ApiKeyServer.IdOf(0)} json",
            "--error-format json secret get no-such json", "secret get no-such json", "env --format json --reveal", "api-key info",
        })
        {
            var terminal = new TestTerminal(isScreen: true);
            terminal.Run(server.Args(command.Replace("no-such", $"x{Hostile[..^1]}", StringComparison.Ordinal).Split(' ')));
            var shown = terminal.Data + terminal.Error;
            Assert.NotEmpty(shown);
            Assert.True(Printable.Lines(shown) == shown, $"{command}: {JsonValue.Create(shown)!.ToJsonString()}");
        }
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void Whatever_gets_into_a_message_is_fit_to_print(bool json)
    {
        _terminal.Output.Tell($"a{Hostile}\nb");
        new ErrorReport("code", $"message {Hostile}", $"hint {Hostile}", 1).Write(_terminal.Output, json);

        Assert.True(Printable.Lines(_terminal.Error) == _terminal.Error);
        Assert.Equal(json ? 3 : 4, _terminal.Error.Count(c => c == '\n') - Hostile.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("A\u202eB"), InlineData("A\u200b"), InlineData("A\u2066")]
    public async Task A_name_that_cannot_be_seen_as_it_is_starts_nothing(string name)
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables((name, "1")));
        Assert.Equal(ExitCodes.NotStarted, _terminal.Run(server.Args("check")));
        Assert.Contains("a variable with an invalid name", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_name_does_not_make_a_long_message()
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables((new string('N', 200_000), "1")));
        Assert.Equal(ExitCodes.NotStarted, _terminal.Run(server.Args("check")));
        Assert.InRange(_terminal.Error.Length, 50, 700);
    }
}
