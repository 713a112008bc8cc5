using System.CommandLine;
using System.Text.Json.Nodes;

namespace Psono.Cli.Commands;

internal sealed class ApiKeySecretsCommand : Command
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
        using var client = loaded.Settings.Connect();
        var json = new JsonObject();
        foreach (var secret in await client.ReadManyAsync(cancellationToken: cancellationToken))
        {
            using (secret)
                json.Add($"{secret.SecretId}", SecretJson.Of(secret.Parse()));
        }

        _context.Terminal.WriteLine(SecretJson.Format(json, indented: true));
        return ExitCodes.Success;
    }
}
