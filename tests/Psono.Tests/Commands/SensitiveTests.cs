using System.CommandLine;
using System.Text.RegularExpressions;
using Psono.Cli.Commands;
using Psono.Cli.Configuration;

namespace Psono.Tests.Commands;

/// <summary>What is secret on a command line; that it disappears from ps is for the published program to show.</summary>
public sealed partial class SensitiveTests
{
    [Fact]
    public void What_is_a_secret_by_its_name_is_marked_as_one_and_nothing_else_is()
    {
        var symbols = Tree(new PsonociCommand(new CommandContext(new TestTerminal().Output, TestStart.With([]))))
            .SelectMany(command => command.Options.Cast<Symbol>().Concat(command.Arguments)).Distinct().ToList();
        Assert.Equal(
            symbols.Where(symbol => symbol is not Option<bool> && SecretName.IsMatch(symbol.Name)).Select(symbol => symbol.Name),
            symbols.Where(symbol => symbol is ISensitive).Select(symbol => symbol.Name));
        Assert.All(["value", "token", "variable", "--otp", "--api-secret-key-hex"], name =>
            Assert.Contains(symbols, symbol => symbol.Name == name && symbol is ISensitive));
    }

    [Theory]
    [InlineData("--password"), InlineData("--new-passphrase"), InlineData("pin"), InlineData("--access-token")]
    [InlineData("--private-key-pem")]
    public void Such_a_name_would_be_found(string name) => Assert.Matches(SecretName, name);

    [GeneratedRegex("(^|-)(value|variable|token|pass(word|phrase)|pin|otp|hex|pem|packed|invitation)$")]
    private static partial Regex SecretName { get; }

    private static IEnumerable<Command> Tree(Command command) => command.Subcommands.SelectMany(Tree).Prepend(command);
}
