namespace Psono.Cli.Commands.Vault.Recovery;

internal sealed class VaultRecoveryCodeCommand : PsonoCommand
{
    public VaultRecoveryCodeCommand(VaultContext vault)
        : base("recovery-code", "manage the code that replaces a lost password") => Add(new VaultRecoveryCodeCreateCommand(vault));

    public override bool TakesOptionsOfGroup => false;
}
