using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli.Commands.Secret;
using Psono.Cli.Terminal;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands.ApiKey;

internal sealed class ApiKeySecretsCommand : PsonoCommand
{
    private readonly CommandContext _context;

    public ApiKeySecretsCommand(CommandContext context)
        : base("secrets", "print all secrets of the API key, decrypted, as JSON")
    {
        _context = context;
        SetAction(ExecuteAsync);
    }

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var loaded = _context.Settings.Load(parsed);
        using var client = loaded.Connect();
        var json = new JsonObject();
        foreach (var secret in await client.ReadManyAsync(cancellationToken: cancellationToken))
        {
            using (secret)
                json.Add($"{secret.SecretId}", Describe(secret.Parse()));
        }

        JsonOutput.Write(_context.Terminal, json);
        return ExitCodes.Success;
    }

    /// <summary>What <c>secret get json</c> prints, and the names that upstream's command has for some of it.</summary>
    private static JsonObject Describe(SecretContent content)
    {
        var json = SecretJson.Of(content);
        json["secret_type"] = TypeName(content.Type);
        if (json["ssh_key"] is JsonObject key)
        {
            key["key_private"] = key["private"]?.DeepClone();
            key["key_public"] = key["public"]?.DeepClone();
        }

        return json;
    }

    private static string TypeName(SecretType type) => type switch
    {
        SecretType.WebsitePassword => "Website",
        SecretType.ApplicationPassword => "Application",
        SecretType.EnvironmentVariables => "EnvVars",
        SecretType.GpgKey => "GPGKey",
        SecretType.SshKey => "SSHKey",
        SecretType.Totp => "TOTP",
        _ => type.ToString(),
    };
}
