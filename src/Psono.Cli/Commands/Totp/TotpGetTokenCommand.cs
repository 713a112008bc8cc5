using System.CommandLine;

namespace Psono.Cli.Commands.Totp;

internal sealed class TotpGetTokenCommand : Command
{
    public TotpGetTokenCommand(CommandContext context)
        : base("get-token", "print the token of this moment, without a line break after it")
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
}
