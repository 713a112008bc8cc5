using System.CommandLine;

namespace Psono.Cli.Commands.OneTimePasswords;

internal sealed class TotpCommand : Command
{
    public TotpCommand(CommandContext context)
        : base("totp", "one-time passwords of a TOTP secret, or of a website password that has them")
    {
        Add(new TotpGetTokenCommand(context));
        Add(new TotpValidateTokenCommand(context));
        Add(new TotpGetUrlCommand(context));
    }
}
