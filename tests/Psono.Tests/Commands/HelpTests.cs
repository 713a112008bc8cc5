using System.CommandLine;
using Psono.Cli.Commands;
using Psono.Cli.Commands.Help;
using Psono.Tests.Architecture;

namespace Psono.Tests.Commands;

/// <summary>
/// The help of every command, as it was agreed upon: Help/*.txt. After a change that is meant, write them anew and look at the difference:
/// <c>PSONO_UPDATE_HELP=1 dotnet artifacts/bin/Psono.Tests/debug/Psono.Tests.dll --filter-class '*HelpTests'</c>.
/// </summary>
public sealed class HelpTests
{
    private static readonly string Agreed = Path.Combine(Repository.Root, "tests/Psono.Tests/Help");

    [Fact]
    public void The_help_of_every_command_is_as_agreed_upon()
    {
        var helps = Helps();
        Assert.True(helps.Count > 30);
        if (Environment.GetEnvironmentVariable("PSONO_UPDATE_HELP") == "1")
            Rewrite(helps);
        Assert.Equal(
            helps.Keys.Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Agreed).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(helps, help => Assert.Equal(File.ReadAllText(Path.Combine(Agreed, help.Key)), help.Value));
    }

    private static void Rewrite(Dictionary<string, string> helps)
    {
        Directory.CreateDirectory(Agreed);
        foreach (var file in Directory.EnumerateFiles(Agreed).Where(file => !helps.ContainsKey(Path.GetFileName(file))))
            File.Delete(file);
        foreach (var (name, text) in helps)
            File.WriteAllText(Path.Combine(Agreed, name), text);
    }

    /// <summary>The help of every command, listed or not, by the name of its file.</summary>
    private static Dictionary<string, string> Helps()
    {
        var root = new PsonociCommand(new CommandContext(new TestTerminal().Output, TestStart.With([])));
        return Tree(root).Select(Syntax.Path).ToDictionary(path => path.Replace(' ', '-') + ".txt", path =>
        {
            var terminal = new TestTerminal();
            Assert.Equal(0, terminal.Run(["help", .. path.Split(' ')[1..]]));
            return terminal.Data;
        });
    }

    private static IEnumerable<Command> Tree(Command command) => command.Subcommands.SelectMany(Tree).Prepend(command);
}
