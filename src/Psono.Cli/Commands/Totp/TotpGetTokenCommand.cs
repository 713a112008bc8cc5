namespace Psono.Cli.Commands.Totp;

internal sealed class TotpGetTokenCommand : PsonoCommand
{
    public TotpGetTokenCommand(CommandContext context)
        : base("get-token", "print the current one-time password, without a trailing newline")
    {
        var secret = new OneSecret(context);
        secret.AddTo(this);
        SetAction(async (parsed, cancellationToken) =>
        {
            var (id, content) = await secret.ReadAsync(parsed, cancellationToken);
            context.Terminal.Write(TotpCommand.PasswordOf(id, content).Token(TimeProvider.System.GetUtcNow()));
            return ExitCodes.Success;
        });
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml totp get-token 0e1ed23d-cac8-4a04-868b-275bf43b81cd",
    ];
}
