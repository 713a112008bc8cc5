using Psono.Cli.Commands.Vault.ApiKeys;
using Psono.Cli.Commands.Vault.Recovery;
using Psono.Cli.Commands.Vault.SecondFactors;

namespace Psono.Cli.Commands.Vault;

/// <summary>The group for people: a machine has an API key instead.</summary>
internal sealed class VaultCommand : PsonoCommand
{
    public VaultCommand(CommandContext context)
        : base("vault", "manage your vault: account, secrets and API keys")
    {
        var vault = new VaultContext(context);
        Add(vault.WithApiKey);
        Add(new VaultRegisterCommand(vault));
        Add(new VaultLoginCommand(vault));
        Add(new VaultLogoutCommand(vault));
        Add(new VaultStatusCommand(vault));
        Add(new VaultCreateCommand(vault));
        Add(new VaultListCommand(vault));
        Add(new VaultFindCommand(vault));
        Add(new VaultShowCommand(vault));
        Add(new VaultEditCommand(vault));
        Add(new VaultMoveCommand(vault));
        Add(new VaultRemoveCommand(vault));
        Add(new VaultHistoryCommand(vault));
        Add(new VaultRestoreCommand(vault));
        Add(new VaultApiKeyCommand(vault));
        Add(new VaultApproveCommand(vault));
        Add(new VaultSecondFactorCommand(vault));
        Add(new VaultRecoveryCodeCommand(vault));
        Add(new VaultResetPasswordCommand(vault));
        Add(new VaultEmergencyCodeCommand(vault));
    }

    public override Needs Needs => Needs.Server;

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci --server-url https://example.com/server vault register alice@example.com",
        "psonoci --server-url https://example.com/server vault login alice@example.com",
        "psonoci vault create --title 'production database' db_host=prd-db.example.com:5432 db_password",
        "psonoci vault api-key create 'service key' --secret 'production database' --save psonoci.toml",
        "psonoci -c pipeline.toml vault --with-api-key create --title 'preview database' --env-file .env",
    ];
}
