using System.Text;
using Psono.Cli.Commands;
using Psono.Cli.Processes;
using Psono.Cli.Terminal;

namespace Psono.Tests.Commands;

/// <summary>Standard output and standard error of an invocation.</summary>
internal sealed class TestTerminal
{
    private readonly MemoryStream _data = new();
    private readonly MemoryStream _people = new();

    public TestTerminal(bool isScreen = false) => Output = new TerminalOutput(_data, _people) { IsTerminal = isScreen };

    public TerminalOutput Output { get; }

    public string Data => Encoding.UTF8.GetString(_data.ToArray());

    public string Error => Encoding.UTF8.GetString(_people.ToArray());

    /// <summary>Runs psonoci as its Main does.</summary>
    public int Run(string[] args, params (string, string)[] environment) =>
        CommandLine.Run(args, TestStart.With(args, environment), Output);
}

internal static class TestStart
{
    public static ProcessStart With(string[] args, params (string, string)[] environment) =>
        new(Array.ConvertAll(args, Encoding.UTF8.GetBytes), InheritedEnvironment.From(environment), signals: null);
}
