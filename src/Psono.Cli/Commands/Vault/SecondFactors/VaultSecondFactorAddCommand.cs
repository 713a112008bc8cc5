namespace Psono.Cli.Commands.Vault.SecondFactors;

internal sealed class VaultSecondFactorAddCommand : PsonoCommand
{
    public VaultSecondFactorAddCommand(VaultContext vault)
        : base("add", "add a method; security keys and passkeys are added in the web vault")
    {
        Add(new VaultSecondFactorAddTotpCommand(vault));
        Add(new VaultSecondFactorAddYubiKeyCommand(vault));
    }

    public override bool TakesOptionsOfGroup => false;
}
