using System.CommandLine;
using Psono.Cli.Configuration;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Vault.SecondFactors;

internal sealed class VaultSecondFactorAddYubiKeyCommand : VaultSubcommand
{
    private readonly Option<string> _title = SecondFactorTitle.Option("YubiKey");
    private readonly SensitiveOption _otp = new("--otp")
    {
        Description = "a one-time password of the YubiKey; you are prompted if omitted",
        HelpName = "otp",
    };

    public VaultSecondFactorAddYubiKeyCommand(VaultContext vault)
        : base(vault, "yubikey", "add a YubiKey by its one-time passwords, if the server checks them")
    {
        Add(_title);
        Add(_otp);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        await client.SecondFactors.AddYubiKeyAsync(parsed.GetValue(_title)!, Read(parsed), cancellationToken);
        Vault.Terminal.Tell("Added. The next login asks for this YubiKey. Without it you cannot log in: add a second method.");
    }

    private string Read(ParseResult parsed) => VerificationCode.WithoutBlanks(
        parsed.GetValue(_otp) is { } given ? given
        : Prompt.IsPossible ? Vault.Prompt.AskHidden("Touch your YubiKey")
        : TextInput.ReadLine() ?? throw new PsonociException("input", "no one-time password was given: nothing was added"));
}
