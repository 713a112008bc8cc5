namespace Psono.Cli.Commands.Vault.Recovery;

internal sealed class VaultEmergencyCodeCommand : PsonoCommand
{
    public VaultEmergencyCodeCommand(VaultContext vault)
        : base("emergency-code", "manage codes that let someone you trust read your secrets after a waiting time")
    {
        Add(new VaultEmergencyCodeListCommand(vault));
        Add(new VaultEmergencyCodeCreateCommand(vault));
        Add(new VaultEmergencyCodeDeleteCommand(vault));
    }

    public override bool TakesOptionsOfGroup => false;
}
