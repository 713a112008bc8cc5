using System.CommandLine;
using Psono.Cli.Commands.Secret;

namespace Psono.Cli.Commands.Totp;

internal sealed class TotpGetUrlCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly OneSecret _secret;

    private readonly Option<string?> _issuer = new("--issuer") { Description = "issuer that the authenticator shows", HelpName = "name" };

    private readonly Option<string?> _accountName = new("--account-name")
    {
        Description = "account name that the authenticator shows; default: the user name, or the title of the secret",
        HelpName = "name",
    };

    public TotpGetUrlCommand(CommandContext context)
        : base("get-url", "print the otpauth:// URL for another authenticator; it contains the TOTP secret")
    {
        _context = context;
        _secret = new OneSecret(context);
        _secret.AddTo(this);
        Add(_issuer);
        Add(_accountName);
        SetAction(ExecuteAsync);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml totp get-url 0e1ed23d-cac8-4a04-868b-275bf43b81cd --issuer Example --account-name alice | "
        + "qrencode -t UTF8",
    ];

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (id, content) = await _secret.ReadAsync(parsed, cancellationToken);
        var account =
            parsed.GetValue(_accountName) ?? NonEmpty(SecretValues.Read(content, "username")) ?? NonEmpty(content.Title) ?? $"{id}";
        _context.Terminal.Write(TotpCommand.PasswordOf(id, content).Url(account, parsed.GetValue(_issuer)));
        return ExitCodes.Success;
    }

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
