namespace Psono.Cli.Commands.Vault.SecondFactors;

internal sealed class VaultSecondFactorCommand : PsonoCommand
{
    public VaultSecondFactorCommand(VaultContext vault)
        : base("second-factor", "manage the methods of two-step login")
    {
        Add(new VaultSecondFactorListCommand(vault));
        Add(new VaultSecondFactorAddCommand(vault));
        Add(new VaultSecondFactorRemoveCommand(vault));
    }

    public override bool TakesOptionsOfGroup => false;
}
