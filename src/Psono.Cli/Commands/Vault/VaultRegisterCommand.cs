using System.CommandLine;
using Psono.Cli.Configuration;
using Psono.Client.Accounts;
using Psono.Client.Vault;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultRegisterCommand : VaultSubcommand
{
    private readonly Argument<string?> _username = AccountArguments.Username();
    private readonly Option<string?> _email = new("--email")
    {
        Description = "e-mail address; default: the user name",
        HelpName = "address",
    };
    private readonly SensitiveOption _invitation = new("--invitation")
    {
        Description = "link of an invitation, if registration is closed",
        HelpName = "link",
    };
    private readonly Option<bool> _allowWeakPassword = new("--allow-weak-password") { Description = "accept any password" };
    private readonly PasswordSource _password;
    private readonly ServerTrust _trust;

    public VaultRegisterCommand(VaultContext vault)
        : base(vault, "register", "create an account; keys are generated here and stored encrypted with your password")
    {
        _password = new PasswordSource(vault.Command);
        _trust = new ServerTrust(vault);
        Add(_username);
        Add(_email);
        Add(_invitation);
        _password.AddTo(this);
        Add(_allowWeakPassword);
        _trust.AddTo(this);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci --server-url https://example.com/server vault register alice@example.com",
        "psonoci --server-url https://example.com/server vault register --invitation 'https://example.com/register#invitation=…'",
    ];

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var transport = AccountArguments.Connect(Vault, parsed);
        var code = InvitationCode(parsed);
        var server = await _trust.CheckAsync(parsed, transport, cancellationToken);
        var invitation = code is null ? null : await VaultInvitation.ReadAsync(transport, code, cancellationToken);
        var username = AccountArguments.Read(Vault, parsed.GetValue(_username) ?? invitation?.Username, transport.Server);
        var password = _password.ReadNew(parsed, username, PasswordPolicy.Of(server.Info), parsed.GetValue(_allowWeakPassword));
        var credentials = new VaultCredentials { Username = username, Password = password };
        var email = parsed.GetValue(_email) ?? invitation?.Email ?? username;
        await VaultClient.RegisterAsync(transport, server, credentials, email, invitation, cancellationToken);
        Vault.Terminal.Tell($"Registered {username}. If you get an e-mail, open its link; then: psonoci vault login {username}");
    }

    private string? InvitationCode(ParseResult parsed) => parsed.GetValue(_invitation) is { } given
        ? VaultInvitation.CodeIn(given) ?? throw PsonociException.Usage("--invitation: there is no invitation in it", "copy the whole link")
        : null;
}
