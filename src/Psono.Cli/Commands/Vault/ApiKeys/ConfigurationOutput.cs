using System.CommandLine;
using System.Security.Cryptography;
using Psono.Cli.Configuration;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Vault;
using Psono.Protocol.Cryptography;

namespace Psono.Cli.Commands.Vault.ApiKeys;

/// <summary>Where the configuration of a machine goes: the only thing it needs, and a secret.</summary>
internal sealed class ConfigurationOutput(VaultContext vault)
{
    private readonly Option<string?> _save = new("--save")
    {
        Description = "save the key as a configuration for --config-path, in a file that only you can read",
        HelpName = "path",
    };

    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "overwrite the file if it exists" };

    public void AddTo(Command command)
    {
        command.Add(_save);
        command.Add(_overwrite);
    }

    /// <summary>Before anything is made on the server.</summary>
    public void RefuseIfInTheWay(ParseResult parsed)
    {
        if (parsed.GetValue(_save) is { } path && !parsed.GetValue(_overwrite) && Path.Exists(path))
            throw new PsonociException("file", $"{path} already exists", "use --overwrite to replace it");
    }

    public void Save(ParseResult parsed, VaultApiKey key)
    {
        if (parsed.GetValue(_save) is not { } path)
            return;
        var session = vault.Session.Read();
        var isWhole = !key.Rights.RestrictToSecrets;
        using var settings = new ApiKeySettings
        {
            ApiKeyId = key.Id,
            ApiSecretKey = SecretKey.FromBytes(key.SecretKey.Bytes),
            ServerUrl = session.ServerUrl,
            ServerVerifyKey = isWhole ? session.ServerVerifyKey : null,
            ApiPrivateKey = isWhole && !FollowsFromSecretKey(key) ? SecretKey.FromBytes(key.PrivateKey.Bytes) : null,
            Http = vault.Http(parsed).WithFullPaths(),
        };
        OutputFile.Write(path, TomlSettings.Format(settings), parsed.GetValue(_overwrite));
        vault.Terminal.Tell($"Wrote {path}. Treat it like a password.");
    }

    /// <summary>Whether it need not be kept: other clients choose it at random.</summary>
    private static bool FollowsFromSecretKey(VaultApiKey key)
    {
        using var derived = KeyDerivation.Derive(key.SecretKey, KeyPurpose.ApiKeyLogin);
        return CryptographicOperations.FixedTimeEquals(derived.Bytes, key.PrivateKey.Bytes);
    }
}
