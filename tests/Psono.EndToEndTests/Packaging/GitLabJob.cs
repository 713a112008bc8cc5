using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>
/// A job of GitLab CI/CD that extends what the component defines: inputs become text of the component before it is read as YAML, and
/// before_script and script are one script of the runner's.
/// </summary>
internal sealed partial class GitLabJob : IDisposable
{
    public static readonly string Component = Path.Combine(Published.Root, "packaging/gitlab-component/templates/psonoci.yml");

    private static readonly Lazy<Task<(JsonObject Spec, string Body)>> Definition = new(async () =>
    {
        var parts = (await File.ReadAllTextAsync(Component)).Split("\n---\n");
        Assert.Equal(2, parts.Length);
        return ((await Yaml.ReadAsync(parts[0]))[0]!["spec"]!["inputs"]!.AsObject(), parts[1]);
    });

    private readonly TemporaryDirectory _directory = new();

    public GitLabJob(string shell = "dash")
    {
        Machine = new Machine(shell);
        Directory.CreateDirectory(Project);
    }

    public Machine Machine { get; }

    public string Project => _directory.File("builds/project");

    /// <summary>What the runner keeps beside the project.</summary>
    public string Temp => Project + ".tmp";

    public Dictionary<string, string> Variables { get; } = [];

    public string Log { get; private set; } = "";

    /// <summary><c>include:</c> with <c>inputs:</c>, or why GitLab makes no pipeline of it.</summary>
    public static async Task<(JsonNode? Configuration, string? Refusal)> IncludeAsync(params (string Name, string Value)[] inputs)
    {
        var (spec, body) = await Definition.Value;
        var values = inputs.ToDictionary(input => input.Name, input => input.Value);
        if (values.Keys.FirstOrDefault(name => !spec.ContainsKey(name)) is { } unknown)
            return (null, $"unknown input arguments: {unknown}");
        foreach (var (name, definition) in spec)
        {
            if (!values.TryGetValue(name, out var value) && (value = definition!["default"]?.GetValue<string>()) is null)
                return (null, $"{name} input: required value has not been provided");

            // What RE2 can match, it matches without looking back.
            if (!Regex.IsMatch(value, definition!["regex"]!.GetValue<string>(), RegexOptions.NonBacktracking))
                return (null, $"{name} input: provided value does not match required RegEx pattern");
            values[name] = value;
        }

        var text = Interpolation().Replace(body, input => values[input.Groups[1].Value]);
        Assert.DoesNotContain("$[[", text, StringComparison.Ordinal);
        return (Assert.Single(await Yaml.ReadAsync(text)), null);
    }

    public static async Task<JsonObject> SpecAsync() => (await Definition.Value).Spec;

    /// <summary>A job that extends the one of the component. Its exit code.</summary>
    public async Task<int> RunAsync((string Name, string Value)[] inputs, params string[] script)
    {
        var (configuration, refusal) = await IncludeAsync(inputs);
        Assert.Null(refusal);
        var (_, hidden) = Assert.Single(configuration!.AsObject());
        Assert.Equal(["before_script"], Yaml.Names(hidden));
        var before = hidden!["before_script"]!.AsArray().Select(line => line!.GetValue<string>());
        var options = Machine.Shell == "bash" ? "set -eo pipefail\nset +o noclobber" : "set -e";
        var variables = new Dictionary<string, string>(Variables) { ["CI_PROJECT_DIR"] = Project };
        var file = _directory.Write("script.sh", string.Join('\n', [options, .. before, .. script, ""]));
        (var exitCode, Log) = await Machine.RunAsync(["sh", file], Project, variables, []);
        return exitCode;
    }

    public void Dispose()
    {
        Machine.Dispose();
        _directory.Dispose();
    }

    [GeneratedRegex(@"\$\[\[ inputs\.([a-z0-9-]+) \]\]")]
    private static partial Regex Interpolation();
}
