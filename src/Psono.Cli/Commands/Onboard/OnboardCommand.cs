using System.CommandLine;
using Psono.Cli.Configuration;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;

namespace Psono.Cli.Commands.Onboard;

/// <summary>
/// Gives this machine its configuration without a key being copied by hand. The account's session lasts as long as the API keys take to
/// read: it has ended before the person chooses one, so that nothing of it remains however the choice ends.
/// </summary>
internal sealed class OnboardCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly OnboardOutput _output = new();
    private readonly ApiKeyChoice _choice;
    private readonly Option<string?> _timeout = new("--polling-timeout")
    {
        Description = "seconds to wait for approval; default: as long as the URL is valid",
        HelpName = "seconds",
    };
    private readonly Option<string?> _interval = new("--polling-interval")
    {
        Description = "seconds between polls (default: 3)",
        HelpName = "seconds",
    };

    public OnboardCommand(CommandContext context)
        : base("onboard", "set up this machine: approve it on another device, then choose an API key")
    {
        _context = context;
        _choice = new ApiKeyChoice(context.Terminal);
        _output.AddTo(this);
        _choice.AddTo(this);
        Add(_timeout);
        Add(_interval);
        SetAction(ExecuteAsync);
    }

    public override Needs Needs => Needs.Server;

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci --server-url https://example.com/server onboard --path psonoci.toml",
        "psonoci --server-url https://example.com/server onboard --stdout --format packed --plain",
    ];

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        _output.Check(parsed);
        var (server, http) = _context.Settings.LoadServer(parsed);
        var url = ApiKeySettings.ParseServerUrl(server ?? throw new PsonociException(
            "configuration", "no server URL",
            "psonoci --server-url https://example.com/server onboard --path psonoci.toml, or PSONO_CI_SERVER_URL"));
        if (http.DangerDisableTlsVerification)
            _context.Terminal.Warn("the server's certificate is not verified: this allows man-in-the-middle attacks");

        using var transport = new HttpTransport(new Uri(url), http.ToOptions());
        using var keys = await ReadKeysAsync(parsed, transport, cancellationToken);
        var key = _choice.Choose(parsed, keys.All);
        using var settings = new ApiKeySettings
        {
            ApiKeyId = key.Id,
            ApiSecretKey = Protocol.Cryptography.SecretKey.FromBytes(key.SecretKey.Bytes),
            ServerUrl = url,
            Http = http.WithFullPaths(),
        };
        _output.Write(parsed, settings, _context.Terminal);
        return ExitCodes.Success;
    }

    private async Task<ApprovedKeys> ReadKeysAsync(ParseResult parsed, HttpTransport transport, CancellationToken cancellationToken)
    {
        var timeout = Seconds(parsed, _timeout);
        var interval = Seconds(parsed, _interval) ?? TimeSpan.FromSeconds(3);
        try
        {
            return await Interruption.CleanUpAsync(token => ApproveAsync(transport, timeout, interval, token), cancellationToken);
        }
        catch (PsonoApiException e) when (e.Failure == PsonoFailure.NotAuthentic)
        {
            throw new PsonociException(FailureCodes.Of(e.Failure), e.Message,
                "nothing was written; try again, and if it keeps happening, ask your administrator");
        }
    }

    private async Task<ApprovedKeys> ApproveAsync(
        HttpTransport transport, TimeSpan? patience, TimeSpan interval, CancellationToken cancellationToken)
    {
        // Whatever the server's key: there is none to compare it with, and nothing is sealed with it here.
        var server = await ServerIdentity.FetchAsync(transport, trustedKey: null, static _ => true, cancellationToken);
        using var login = await DeviceLogin.StartAsync(
            transport, server, $"psonoci onboard on {Environment.MachineName}", TimeProvider.System, cancellationToken);
        var terminal = _context.Terminal;
        var timeout = patience ?? login.Lifetime;
        terminal.Tell($"Approve this machine within {Show(timeout)}: open this URL in a browser");
        terminal.Tell($"\n  {login.Url}\n");
        terminal.Tell("or run 'psonoci vault approve' where you are logged in, and paste the URL.");
        terminal.Tell("Whoever approves this gives this machine access to the whole account until it has read the API keys.");
        var session = await login.WaitAsync(timeout, interval, cancellationToken);
        return await ApprovedKeys.ReadAsync(transport, session, terminal, cancellationToken);
    }

    // A lifetime is the difference of two times that are cut to seconds.
    private static string Show(TimeSpan time) => time.TotalSeconds % 60 == 0 || (time.TotalMinutes >= 2 && time.Seconds <= 1)
        ? Count.Of((int)time.TotalMinutes, "minute")
        : Count.Of((int)time.TotalSeconds, "second");

    private static TimeSpan? Seconds(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        return uint.TryParse(text, out var seconds) && seconds is > 0 and <= 86400
            ? TimeSpan.FromSeconds(seconds)
            : throw PsonociException.Usage($"{option.Name} {text}: not a number of seconds");
    }
}
