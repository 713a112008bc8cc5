using Psono.Cli.Commands.Secret;
using Psono.Client;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands.Totp;

internal sealed class TotpCommand : PsonoCommand
{
    public TotpCommand(CommandContext context)
        : base("totp", "one-time passwords of TOTP secrets and of website passwords")
    {
        Add(new TotpGetTokenCommand(context));
        Add(new TotpValidateTokenCommand(context));
        Add(new TotpGetUrlCommand(context));
    }

    /// <summary>Says of which secret it is that there are no passwords.</summary>
    public static TimeBasedPassword PasswordOf(Guid id, SecretContent content)
    {
        try
        {
            return TimeBasedPassword.Of(content)
                ?? throw new PsonociException(
                    "no-value", $"secret {id} has no {SecretValues.Show("totp_code")}: its type is {SecretValues.NameOf(content.Type)}");
        }
        catch (PsonoApiException e)
        {
            throw new PsonoApiException(e.Failure, $"secret {id}: {e.Message}");
        }
    }
}
