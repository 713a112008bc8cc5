using System.CommandLine;
using Psono.Client.Accounts;

namespace Psono.Cli.Commands.Vault.Recovery;

internal sealed class VaultResetPasswordCommand : VaultSubcommand
{
    private readonly Argument<string?> _username = AccountArguments.Username();
    private readonly Option<bool> _allowWeakPassword = new("--allow-weak-password") { Description = "accept any password" };
    private readonly CodeSource _code;
    private readonly PasswordSource _password;
    private readonly ServerTrust _trust;

    public VaultResetPasswordCommand(VaultContext vault)
        : base(vault, "reset-password", "set a new password with the recovery code; logs out all sessions")
    {
        _code = new CodeSource(vault, "recovery code");
        _password = new PasswordSource(vault.Command);
        _trust = new ServerTrust(vault);
        Add(_username);
        _code.AddTo(this);
        _password.AddTo(this);
        Add(_allowWeakPassword);
        _trust.AddTo(this);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci --server-url https://example.com/server vault reset-password alice@example.com",
    ];

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (_code.ReadsStandardInput(parsed) && _password.ReadsStandardInput(parsed))
            throw PsonociException.Usage("--code-stdin and --password-stdin cannot be combined", "use --password-file");
        using var transport = AccountArguments.Connect(Vault, parsed);
        var username = AccountArguments.Read(Vault, parsed.GetValue(_username), transport.Server);
        var server = await _trust.CheckAsync(parsed, transport, cancellationToken);
        using var code = _code.Read(parsed);
        var password = _password.ReadNew(parsed, username, PasswordPolicy.Of(server.Info), parsed.GetValue(_allowWeakPassword));
        await VaultRecovery.ResetPasswordAsync(transport, username, code, password, cancellationToken);
        Vault.Terminal.Tell(
            $"The password of {username} is set, and all sessions are logged out. If you have two-step login, it stays on. "
            + $"Then: psonoci vault login {username}");
    }
}
