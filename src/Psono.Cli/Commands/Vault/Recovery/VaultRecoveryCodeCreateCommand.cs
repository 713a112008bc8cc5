using System.CommandLine;

namespace Psono.Cli.Commands.Vault.Recovery;

internal sealed class VaultRecoveryCodeCreateCommand(VaultContext vault)
    : VaultSubcommand(vault, "create", "create the recovery code, replacing an earlier one, and print it once: as text and as words")
{
    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var username = OwnName.Of(Vault);
        using var client = Vault.Open(parsed);
        using var code = await client.Recovery.CreateCodeAsync(username, cancellationToken);
        CodeOutput.Write(Vault.Terminal, code);
        Vault.Terminal.Tell(
            "Store one of the two offline. Whoever has it and your user name can set a new password: psonoci vault reset-password");
    }
}
