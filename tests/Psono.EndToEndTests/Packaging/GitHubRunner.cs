using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>
/// A job of GitHub Actions, as far as a composite action can tell: steps one after another, files that carry variables from one to the
/// next, commands in what is printed, and a log that is masked.
/// </summary>
internal sealed partial class GitHubRunner : IDisposable
{
    private static readonly string Action = Path.Combine(Published.Root, "packaging/github-action");
    private static readonly Lazy<Task<JsonNode>> Definition =
        new(async () => (await Yaml.ReadAsync(await File.ReadAllTextAsync(Path.Combine(Action, "action.yml"))))[0]!);

    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _masks = [];
    private readonly List<string> _path = [];
    private readonly List<string> _log = [];

    public GitHubRunner(string shell = "dash")
    {
        Machine = new Machine(shell);
        Directory.CreateDirectory(Workspace);
        Directory.CreateDirectory(Temp);
    }

    public Machine Machine { get; }

    public string Workspace => _directory.File("workspace");

    public string Temp => _directory.File("temp");

    /// <summary>Of the job: what the workflow gave it, and what steps exported.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Of the last action.</summary>
    public Dictionary<string, string> Outputs { get; } = [];

    /// <summary>error, warning and whatever else a step told the runner, but for masks.</summary>
    public List<(string Name, string Data)> Commands { get; } = [];

    public string Log => string.Join('\n', _log);

    public static async Task<string[]> InputsAsync() => Yaml.Names((await Definition.Value)["inputs"]);

    /// <summary><c>uses:</c> the action, <c>with:</c> the inputs. Its exit code.</summary>
    public async Task<int> UseAsync(params (string Name, string Value)[] with)
    {
        var definition = await Definition.Value;
        var inputs = definition["inputs"]!.AsObject()
            .ToDictionary(input => input.Key, input => input.Value!["default"]?.GetValue<string>() ?? "");
        foreach (var (name, value) in with)
        {
            Assert.Contains(name, inputs.Keys);
            inputs[name] = value;
        }

        Assert.Equal("composite", definition["runs"]!["using"]!.GetValue<string>());
        foreach (var step in definition["runs"]!["steps"]!.AsArray())
        {
            var run = step!["run"]!.GetValue<string>();
            Assert.DoesNotContain("${{", run, StringComparison.Ordinal);
            Assert.Equal("sh", step["shell"]!.GetValue<string>());
            var environment = step["env"]!.AsObject().ToDictionary(
                pair => pair.Key, pair => inputs[Input().Match(pair.Value!.GetValue<string>()).Groups[1].Value]);
            Assert.Equal(inputs.Count, environment.Count);
            var (exitCode, outputs) = await RunAsync(run, environment);
            if (exitCode != 0)
                return exitCode;
            foreach (var (name, output) in definition["outputs"]!.AsObject())
                Outputs[name] = outputs[Output().Match(output!["value"]!.GetValue<string>()).Groups[1].Value];
        }

        return 0;
    }

    /// <summary>An ordinary step after it.</summary>
    public async Task<int> RunAsync(string script) => (await RunAsync(script, new Dictionary<string, string>())).ExitCode;

    public void Dispose()
    {
        Machine.Dispose();
        _directory.Dispose();
    }

    private async Task<(int ExitCode, Dictionary<string, string> Outputs)> RunAsync(
        string script, IReadOnlyDictionary<string, string> environment)
    {
        string[] files = ["env", "path", "output"];
        var variables = new Dictionary<string, string>(Variables) { ["GITHUB_ACTION_PATH"] = Action, ["RUNNER_TEMP"] = Temp };
        foreach (var file in files)
            variables[$"GITHUB_{file.ToUpperInvariant()}"] = _directory.Write(file, "");
        foreach (var (name, value) in environment)
            variables[name] = value;

        var (exitCode, printed) = await Machine.RunAsync(["sh", "-e", _directory.Write("step.sh", script)], Workspace, variables, _path);
        foreach (var line in printed.Split('\n'))
            Read(line);
        foreach (var (name, value) in Pairs("env"))
            Variables[name] = value;
        _path.InsertRange(0, File.ReadAllLines(_directory.File("path")));
        return (exitCode, Pairs("output"));
    }

    private void Read(string line)
    {
        var command = Command().Match(line);
        if (!command.Success)
        {
            Write(line);
            return;
        }

        var data = command.Groups[2].Value.Replace("%0D", "\r", StringComparison.Ordinal).Replace("%0A", "\n", StringComparison.Ordinal)
            .Replace("%25", "%", StringComparison.Ordinal);
        if (command.Groups[1].Value == "add-mask")
        {
            Assert.NotEmpty(data);
            _masks.Add(data);
        }
        else
        {
            Commands.Add((command.Groups[1].Value, data));
            Write(data);
        }
    }

    private void Write(string line) => _log.Add(
        _masks.OrderByDescending(mask => mask.Length).Aggregate(line, (text, mask) => text.Replace(mask, "***", StringComparison.Ordinal)));

    /// <summary>NAME=VALUE, or NAME&lt;&lt;DELIMITER and lines up to the delimiter.</summary>
    private Dictionary<string, string> Pairs(string file)
    {
        var pairs = new Dictionary<string, string>();
        var lines = new Queue<string>(File.ReadAllText(_directory.File(file)).Split('\n'));
        while (lines.TryDequeue(out var line))
        {
            if (Assignment().Match(line) is { Success: true } assignment)
                pairs[assignment.Groups[1].Value] = assignment.Groups[2].Value;
            else if (line.Split("<<", 2) is [{ Length: > 0 } name, { Length: > 0 } delimiter])
            {
                var value = new List<string>();
                while (lines.Dequeue() is var next && next != delimiter)
                    value.Add(next);
                pairs[name] = string.Join('\n', value);
            }
            else
                Assert.Empty(line);
        }

        return pairs;
    }

    [GeneratedRegex(@"^\$\{\{ inputs\.([a-z0-9-]+) \}\}$")]
    private static partial Regex Input();

    [GeneratedRegex(@"^\$\{\{ steps\.psonoci\.outputs\.([a-z]+) \}\}$")]
    private static partial Regex Output();

    [GeneratedRegex(@"^\s*::([a-z-]+)(?: [^:]*)?::(.*)$")]
    private static partial Regex Command();

    [GeneratedRegex(@"^([^=<]+)=(.*)$")]
    private static partial Regex Assignment();
}
