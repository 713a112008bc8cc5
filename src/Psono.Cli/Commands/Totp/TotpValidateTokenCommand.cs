using Psono.Cli.Configuration;

namespace Psono.Cli.Commands.Totp;

internal sealed class TotpValidateTokenCommand : PsonoCommand
{
    public TotpValidateTokenCommand(CommandContext context)
        : base("validate-token", "check a one-time password, give or take one step; exit with 0 if it is valid, else with 1")
    {
        var secret = new OneSecret(context);
        var token = new SensitiveArgument("token") { Description = "the token to check" };
        secret.AddTo(this);
        Add(token);
        SetAction(async (parsed, cancellationToken) =>
        {
            var (id, content) = await secret.ReadAsync(parsed, cancellationToken);
            return TotpCommand.PasswordOf(id, content).Accepts(parsed.GetValue(token)!, TimeProvider.System.GetUtcNow())
                ? ExitCodes.Success
                : throw new PsonociException(
                    "invalid-token", "the token is not valid now", "if it was just generated, compare the clocks of both machines");
        });
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml totp validate-token 0e1ed23d-cac8-4a04-868b-275bf43b81cd 123456",
    ];
}
