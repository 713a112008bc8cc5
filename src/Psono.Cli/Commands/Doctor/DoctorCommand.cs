using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Doctor;

/// <summary>Looks at everything that reading secrets depends on, in the order in which it depends on each other.</summary>
internal sealed class DoctorCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly Option<bool> _json = new("--json") { Description = "print JSON" };

    public DoctorCommand(CommandContext context)
        : base("doctor", "check network, server, clock, API key and cache, and suggest fixes; prints no secrets")
    {
        _context = context;
        Add(_json);
        SetAction(ExecuteAsync);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml doctor",
        "psonoci -c psonoci.toml doctor --json",
    ];

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        try
        {
            using var loaded = _context.Settings.Load(parsed);
            findings.Add(Finding.Ok("configuration", $"API key {loaded.Settings.ApiKeyId}, from {loaded.Source}"));
            var checkup = new Checkup(loaded.Settings.ServerUrl, loaded.Settings.Http, loaded, findings, TimeProvider.System)
            {
                Configuration = _context.ConfigurationOf(parsed),
            };
            await checkup.RunAsync(cancellationToken);
        }
        catch (Exception e) when (ErrorReport.Of(e).Code == "configuration")
        {
            // Without a key the way to the server can be looked at all the same.
            var report = ErrorReport.Of(e);
            var server = _context.Settings.LoadServerAlone(parsed);
            findings.Add(server is var (address, _)
                ? Finding.Ok("configuration", $"server {address}, no API key")
                : new Finding("configuration", Verdict.Fail, report.Message, report.Hint));
            if (server is var (url, http))
                await new Checkup(url, http, loaded: null, findings, TimeProvider.System).RunAsync(cancellationToken);
        }

        if (parsed.GetValue(_json))
            WriteJson(findings);
        else
            WriteText(findings);
        return findings.Exists(finding => finding.Verdict == Verdict.Fail) ? ExitCodes.Error : ExitCodes.Success;
    }

    private void WriteText(List<Finding> findings)
    {
        foreach (var finding in findings)
        {
            _context.Terminal.WriteLine($"{Show(finding.Verdict),-5}{finding.Check,-14}{finding.Message}");
            if (finding.Hint is not null)
                _context.Terminal.WriteLine($"{"",-19}hint: {finding.Hint}");
        }
    }

    private void WriteJson(List<Finding> findings)
    {
        var checks = new JsonArray();
        foreach (var (check, verdict, message, hint) in findings)
            checks.Add((JsonNode)new JsonObject { ["check"] = check, ["result"] = Show(verdict), ["message"] = message, ["hint"] = hint });
        var json = new JsonObject { ["ok"] = !findings.Exists(finding => finding.Verdict == Verdict.Fail), ["checks"] = checks };
        JsonOutput.Write(_context.Terminal, json);
    }

    private static string Show(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "OK",
        Verdict.Warn => "warn",
        _ => "fail",
    };
}
