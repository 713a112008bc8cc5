namespace Psono.Cli.Commands.Vault.Recovery;

/// <summary>The name of the account that one is logged in to, from which codes are derived.</summary>
internal static class OwnName
{
    public static string Of(VaultContext vault) => vault.Session.Read().Username is { Length: > 0 } name
        ? name
        : throw new PsonociException(
            "refused", "this session does not know the name of its account", "log in with your password: psonoci vault login");
}
