using System.CommandLine;
using System.Globalization;
using Psono.Cli.Commands.Vault.Recovery;
using Psono.Cli.Commands.Vault.SecondFactors;
using Psono.Cli.Configuration;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Http;
using Psono.Client.Vault;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultLoginCommand : VaultSubcommand
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(15);

    private readonly Argument<string?> _username = AccountArguments.Username();
    private readonly SensitiveOption _otp = new("--otp")
    {
        Description = "verification code or YubiKey OTP, if the account has two-step login",
        HelpName = "code",
    };
    private readonly Option<bool> _acceptOlder = new("--accept-older")
    {
        Description = "accept a list of folders older than the last one seen here, if the server was restored from a backup",
    };
    private readonly EmergencyCodeLogin _emergency;
    private readonly PasswordSource _password;
    private readonly ServerTrust _trust;

    public VaultLoginCommand(VaultContext vault)
        : base(vault, "login", "log in; the session is stored in a file that only you can read, the password is not stored")
    {
        _emergency = new EmergencyCodeLogin(vault);
        _password = new PasswordSource(vault.Command);
        _trust = new ServerTrust(vault);
        Add(_username);
        _password.AddTo(this);
        Add(_otp);
        _emergency.AddTo(this);
        Add(_acceptOlder);
        _trust.AddTo(this);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci --server-url https://example.com/server vault login alice@example.com",
        "psonoci --server-url https://example.com/server vault login alice@example.com --emergency-code",
    ];

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var isEmergency = _emergency.IsWanted(parsed);
        if (isEmergency && (_password.IsNamed(parsed) || parsed.GetValue(_otp) is not null))
            throw PsonociException.Usage("--emergency-code takes the place of the password and of --otp");
        using var transport = AccountArguments.Connect(Vault, parsed);
        var username = AccountArguments.Read(Vault, parsed.GetValue(_username), transport.Server);
        var before = TimeProvider.System.GetUtcNow();
        var server = await _trust.CheckAsync(parsed, transport, cancellationToken);
        WarnOfClock(before - server.ServerTime, TimeProvider.System.GetUtcNow() - server.ServerTime);
        var session = isEmergency
            ? await _emergency.RunAsync(parsed, transport, server, username, cancellationToken)
            : await LogInAsync(parsed, transport, server, username, cancellationToken);
        Vault.Session.Write(session);
        if (parsed.GetValue(_acceptOlder))
        {
            using var client = Vault.Connect(parsed, session);
            client.Datastore.AcceptOlder();
        }

        Vault.Terminal.Tell($"Logged in as {session.Username} until {ServerTime.Show(session.ValidTill)}.");
    }

    private async Task<VaultSession> LogInAsync(
        ParseResult parsed, HttpTransport transport, ServerIdentity server, string username, CancellationToken cancellationToken)
    {
        var typed = "";
        var prompt = new SecondFactorPrompt(Vault, parsed.GetValue(_otp));
        var session = await _password.UseAsync(parsed, username, password =>
        {
            typed = password;
            var credentials = new VaultCredentials
            {
                Username = username,
                Password = password,
                SecondFactor = (challenge, _) => prompt.AnswerAsync(challenge),
                DeviceDescription = $"psonoci on {Environment.MachineName}",
            };
            return VaultClient.LoginAsync(transport, server, credentials, TimeProvider.System, cancellationToken);
        });
        return session.RequiresPasswordChange
            ? await ChangePasswordAsync(parsed, session, typed, PasswordPolicy.Of(server.Info), cancellationToken)
            : session;
    }

    /// <summary>Whoever made the account knows its password: nothing else can be done until it is another one.</summary>
    private async Task<VaultSession> ChangePasswordAsync(
        ParseResult parsed, VaultSession session, string password, PasswordPolicy policy, CancellationToken cancellationToken)
    {
        if (!Prompt.IsPossible)
        {
            throw new PsonociException(
                "refused", "the account has to choose a new password first", "log in on a terminal, or to the web vault");
        }

        Vault.Terminal.Tell("Your administrator knows this password. Choose a new one.");
        var chosen = _password.AskNew(session.Username, policy);
        using var client = Vault.Connect(parsed, session);
        var current = new VaultCredentials { Username = session.Username, Password = password };
        await client.Account.ChangePasswordAsync(current, chosen, cancellationToken);
        return session with { RequiresPasswordChange = false };
    }

    /// <summary>A clock that is set later ends the session. A person may have been asked something between the two.</summary>
    private void WarnOfClock(TimeSpan? least, TimeSpan? most)
    {
        var off = least > ClockTolerance ? least : most < -ClockTolerance ? most : null;
        if (off is not { } by)
            return;
        var how = by < TimeSpan.Zero ? "behind" : "ahead of";
        Vault.Terminal.Warn(string.Create(
            CultureInfo.InvariantCulture,
            $"this machine's clock is {by.Duration().TotalSeconds:0} s {how} the server's; when it is set, this session ends"));
    }
}
