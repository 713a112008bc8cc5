using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli;
using Psono.Cli.Commands;
using Psono.Cli.Commands.Help;

namespace Psono.Tests.Commands;

public sealed class CommandLineTests
{
    private readonly TestTerminal _terminal = new();

    [Theory]
    [InlineData("bogus", ExitCodes.Usage, "unknown command 'bogus'\n")]
    [InlineData("secret bogus", ExitCodes.Usage, "unknown command 'bogus'\n")]
    [InlineData("rnu", ExitCodes.Usage, "unknown command 'rnu'; did you mean 'run'?\n")]
    [InlineData("rnu -- vault", ExitCodes.Usage, "unknown command 'rnu'; did you mean 'run'?\n")]
    [InlineData("vault logn", ExitCodes.Usage, "unknown command 'logn'; did you mean 'login'?\n")]
    [InlineData("vault api-key lst", ExitCodes.Usage, "unknown command 'lst'; did you mean 'ls'?\n")]
    [InlineData("help vault logn", ExitCodes.Usage, "unknown command 'logn'; did you mean 'login'?\n")]
    [InlineData("login", ExitCodes.Usage, "unknown command 'login'; did you mean 'psonoci vault login'?\n")]
    [InlineData("--bogus=1 secret get", ExitCodes.Usage, "unknown option '--bogus'\n")]
    [InlineData("--sever-url x secret get t password", ExitCodes.Usage, "unknown option '--sever-url'; did you mean '--server-url'?\n")]
    [InlineData("--sever-url x run -- true", ExitCodes.NotStarted, "unknown option '--sever-url'; did you mean '--server-url'?\n")]
    [InlineData("vault create --title t --fodler Prod A=1", ExitCodes.Usage, "unknown option '--fodler'; did you mean '--folder'?\n")]
    [InlineData("vault create t A=1 --fodler=Prod", ExitCodes.Usage, "unknown option '--fodler'; did you mean '--folder'?\n")]
    [InlineData("vault create --tittle x A=1", ExitCodes.Usage, "unknown option '--tittle'; did you mean '--title'?\n")]
    [InlineData("vault create -x A=1", ExitCodes.Usage, "unknown option '-x'\n")]
    [InlineData("vault edit t --unst A", ExitCodes.Usage, "unknown option '--unst'; did you mean '--unset'?\n")]
    [InlineData("vault rm --prge t", ExitCodes.Usage, "unknown option '--prge'; did you mean '--purge'?\n")]
    [InlineData("vault show --revel", ExitCodes.Usage, "unknown option '--revel'; did you mean '--reveal'?\n")]
    [InlineData("vault api-key create --secrt a t", ExitCodes.Usage, "unknown option '--secrt'; did you mean '--secret'?\n")]
    [InlineData("vault api-key grant k --bogus", ExitCodes.Usage, "unknown option '--bogus'\n")]
    [InlineData("secret set --timeot 5 id password x", ExitCodes.Usage, "unknown option '--timeot'; did you mean '--timeout'?\n")]
    [InlineData("secret set id --hunter2 x", ExitCodes.Usage, "unknown option\n")]
    [InlineData("secret set id password --timeot", ExitCodes.Usage, "unknown option '--timeot'; did you mean '--timeout'?\n")]
    [InlineData("secret set id password -----BEGIN", ExitCodes.Error, "no API key id")]
    [InlineData("--error-format", ExitCodes.Usage, "--error-format needs a value\n")]
    [InlineData("--config-path", ExitCodes.Usage, "--config-path needs a value\n")]
    [InlineData("secret get", ExitCodes.Usage, "<secret> is missing")]
    [InlineData("secret get title password", ExitCodes.Error, "no API key id")]
    [InlineData("secret get 0e1ed23d-cac8-4a04-868b-275bf43b81cd bogus", ExitCodes.Usage, "unknown value type 'bogus'\n")]
    [InlineData(
        "secret set 0e1ed23d-cac8-4a04-868b-275bf43b81cd password hunter2 hunter3", ExitCodes.Usage, "too many arguments for set")]
    [InlineData("api-key info", ExitCodes.Error, "no API key id")]
    [InlineData("run", ExitCodes.NotStarted, "no command to run")]
    [InlineData("run -- true", ExitCodes.NotStarted, "no API key id")]
    [InlineData("run --bogus -- true", ExitCodes.NotStarted, "unknown option '--bogus'\n")]
    [InlineData("run --fitler x -- true", ExitCodes.NotStarted, "unknown option '--fitler'; did you mean '--filter'?\n")]
    [InlineData("run --clear-evn true", ExitCodes.NotStarted, "unknown option '--clear-evn'; did you mean '--clear-env'?\n")]
    [InlineData("run true --fitler", ExitCodes.NotStarted, "no API key id")]
    [InlineData("run -c psonoci.toml -- true", ExitCodes.NotStarted, "after run, -c means --clear-env, not --config-path\n")]
    [InlineData("check -c psonoci.toml", ExitCodes.NotStarted, "after check, -c means --clear-env, not --config-path\n")]
    [InlineData("run -c -- psonoci.toml", ExitCodes.NotStarted, "no API key id")]
    [InlineData("run --json -- true", ExitCodes.NotStarted, "--json needs --explain")]
    [InlineData("run -c --inherit-env -- true", ExitCodes.NotStarted, "--clear-env and --inherit-env cannot be combined")]
    [InlineData("run --keep A -- true", ExitCodes.NotStarted, "--keep needs --clear-env")]
    [InlineData("run --filter= -- true", ExitCodes.NotStarted, "--filter is empty")]
    [InlineData("run --require-file /nonexistent -- true", ExitCodes.NotStarted, "/nonexistent does not exist")]
    [InlineData("check -- true --bogus", ExitCodes.NotStarted, "no API key id")]
    [InlineData("check --bogus -- true", ExitCodes.NotStarted, "unknown option '--bogus'\n")]
    [InlineData("env", ExitCodes.Usage, "--format is missing")]
    [InlineData("env --format xml", ExitCodes.Usage, "invalid --format 'xml'\n")]
    [InlineData("env --format jsn", ExitCodes.Usage, "invalid --format 'jsn'; did you mean 'json'?\n")]
    [InlineData("secret get t pasword", ExitCodes.Usage, "unknown value type 'pasword'; did you mean 'password'?\n")]
    [InlineData("completion bsh", ExitCodes.Usage, "unknown shell 'bsh'; did you mean 'bash'?\n")]
    [InlineData("env --format github --add-mask", ExitCodes.Usage, "--add-mask needs --format github and a file")]
    [InlineData("env --format json --append a --output b", ExitCodes.Usage, "--append and --output cannot be combined")]
    [InlineData("env --format json --clear-env", ExitCodes.Usage, "unknown option '--clear-env'\n")]
    [InlineData("inject", ExitCodes.Error, "no API key id")]
    [InlineData("run --map A -- true", ExitCodes.NotStarted, "--map A: expected OLD=NEW")]
    [InlineData("run --map A=B=C -- true", ExitCodes.NotStarted, "--map A=B=C: invalid variable name 'B=C'")]
    [InlineData("run --prefix A= -- true", ExitCodes.NotStarted, "--prefix A=: no variable name can start with this")]
    [InlineData("run --map A=B --map A=C -- true", ExitCodes.NotStarted, "--map gives A two names")]
    [InlineData("run --duplicates x -- true", ExitCodes.NotStarted, "invalid --duplicates 'x'\n")]
    [InlineData("--api-secret-key-fd x run -- true", ExitCodes.NotStarted, "invalid --api-secret-key-fd\n")]
    [InlineData("--api-key-id= run -- true", ExitCodes.NotStarted, "the API key id is not a UUID")]
    [InlineData("run --require= -- true", ExitCodes.NotStarted, "--require has an empty name")]
    [InlineData("run --require A, -- true", ExitCodes.NotStarted, "--require has an empty name")]
    [InlineData("run -c --keep= -- true", ExitCodes.NotStarted, "--keep is empty")]
    [InlineData("run --unset= -- true", ExitCodes.NotStarted, "--unset is empty")]
    [InlineData("run --only= -- true", ExitCodes.NotStarted, "--only is empty")]
    [InlineData("check --file= -- true", ExitCodes.NotStarted, "--file is empty")]
    [InlineData("run --mask --mask-except= -- true", ExitCodes.NotStarted, "--mask-except is empty")]
    [InlineData("--error-format xml api-key info", ExitCodes.Usage, "invalid --error-format 'xml'\n")]
    [InlineData("--error-format JSON run -- true", ExitCodes.NotStarted, "invalid --error-format 'JSON'; did you mean 'json'?\n")]
    [InlineData("help bogus", ExitCodes.Usage, "unknown command 'bogus'\n")]
    public void A_mistake_is_named_in_one_line(string line, int exitCode, string message)
    {
        Assert.Equal(exitCode, _terminal.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.StartsWith($"psonoci: error: {message}", _terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", _terminal.Error, StringComparison.Ordinal);
        Assert.Empty(_terminal.Data);
    }

    [Theory]
    [InlineData("--error-format json bogus", null), InlineData("bogus", "json")]
    public void Errors_are_json_on_request(string line, string? variable)
    {
        var environment = variable is null ? Array.Empty<(string, string)>() : [("PSONO_CI_ERROR_FORMAT", variable)];
        Assert.Equal(ExitCodes.Usage, _terminal.Run(line.Split(' '), environment));
        var error = JsonNode.Parse(_terminal.Error)!;
        Assert.Equal("usage", error["error"]!.GetValue<string>());
        Assert.Equal("unknown command 'bogus'", error["message"]!.GetValue<string>());
        Assert.Equal("psonoci --help", error["hint"]!.GetValue<string>());
        Assert.Single(_terminal.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("-V"), InlineData("--version")]
    public void The_version_is_one_line(string option)
    {
        Assert.Equal(0, _terminal.Run([option]));
        Assert.Matches(@"^psonoci \d+\.\d+\.\d+\n$", _terminal.Data);
    }

    [Fact]
    public void The_license_names_everything_that_is_built_in()
    {
        Assert.Equal(0, _terminal.Run(["license"]));
        Assert.All(["Apache License", "Bouncy Castle", "Tomlyn", "System.CommandLine", "SSH.NET", "Otp.NET"],
            name => Assert.Contains(name, _terminal.Data, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-h"), InlineData("--help"), InlineData("help"), InlineData(""), InlineData("--timeout 5")]
    public void Help_shows_examples_commands_and_options(string line)
    {
        Assert.Equal(0, _terminal.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.All(["usage: psonoci", "examples:", "  run ", "--config-path"], part =>
            Assert.Contains(part, _terminal.Data, StringComparison.Ordinal));
        Assert.Empty(_terminal.Error);
    }

    [Theory]
    [InlineData("vault"), InlineData("vault api-key"), InlineData("secret"), InlineData("config")]
    public void A_group_alone_shows_its_help(string group)
    {
        var help = new TestTerminal();
        Assert.Equal(0, _terminal.Run(group.Split(' ')));
        Assert.Equal(0, help.Run([.. group.Split(' '), "--help"]));
        Assert.Equal(help.Data, _terminal.Data);
        Assert.Empty(_terminal.Error);
    }

    [Theory]
    [InlineData("vault list", "psonoci vault ls"), InlineData("vault delete", "psonoci vault rm")]
    [InlineData("vault api-key list", "psonoci vault api-key ls"), InlineData("vault api-key rm", "psonoci vault api-key delete")]
    public void A_command_has_the_name_that_other_programs_give_it(string line, string command)
    {
        Assert.Equal(0, _terminal.Run([.. line.Split(' '), "--help"]));
        Assert.StartsWith($"{command}: ", _terminal.Data, StringComparison.Ordinal);
        Assert.Contains($"\nalso: {line.Split(' ')[^1]}\n", _terminal.Data, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_of_a_command_is_the_same_in_both_spellings()
    {
        var option = new TestTerminal();
        _terminal.Run(["help", "secret", "get"]);
        option.Run(["secret", "get", "--help"]);
        Assert.Equal(_terminal.Data, option.Data);
        Assert.Contains("psonoci secret get", _terminal.Data, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_is_described_and_every_example_is_understood()
    {
        var root = new PsonociCommand(new CommandContext(_terminal.Output, TestStart.With([])));
        foreach (var (path, command) in Commands("psonoci", root))
        {
            Assert.False(string.IsNullOrEmpty(command.Description), path);
            Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), $"{path} {option.Name}"));
            Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrEmpty(argument.Description), $"{path} {argument.Name}"));
        }

        foreach (var example in Commands("psonoci", root)
            .SelectMany(entry => Syntax.Examples(entry.Command)).Where(line => line.StartsWith("psonoci ", StringComparison.Ordinal)))
        {
            var args = example.Split(" | ")[0].Replace("'", "", StringComparison.Ordinal).Split(' ')[1..];
            var parsed = root.Parse(ChildCommandLine.Protect(args, root));
            Assert.True(parsed.Errors.Count == 0 || example.Contains('\''),
                $"{example}: {string.Join("; ", parsed.Errors.Select(error => error.Message))}");
        }
    }

    [Fact]
    public void A_command_is_made_where_it_is_named_and_all_are_where_none_is()
    {
        var context = new CommandContext(_terminal.Output, TestStart.With([]));
        var names = new PsonociCommand(context).Subcommands.Select(command => command.Name).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.Contains(
            name, new PsonociCommand(context, ["-c", "x.toml", name, "--", "ls"]).Subcommands.Select(command => command.Name)));
        Assert.Equal(["totp"], new PsonociCommand(context, ["totp", "get-token"]).Subcommands.Select(command => command.Name));
        string[][] all = [[], ["--nonsense"], ["-c", "run", "--help"], ["help", "run"], ["completion", "candidates", "run"], ["man"]];
        Assert.All(all, args => Assert.Equal(names, new PsonociCommand(context, args).Subcommands.Select(command => command.Name)));
    }

    private static IEnumerable<(string Path, Command Command)> Commands(string path, Command command) =>
        command.Subcommands.SelectMany(subcommand => Commands($"{path} {subcommand.Name}", subcommand)).Prepend((path, command));
}
