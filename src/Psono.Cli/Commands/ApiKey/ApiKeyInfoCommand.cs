using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Protocol.ApiKeys;

namespace Psono.Cli.Commands.ApiKey;

internal sealed class ApiKeyInfoCommand : PsonoCommand
{
    private readonly CommandContext _context;

    public ApiKeyInfoCommand(CommandContext context)
        : base("info", "print the API key's permissions and the ids of its secrets as JSON")
    {
        _context = context;
        SetAction(ExecuteAsync);
    }

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var loaded = _context.Settings.Load(parsed);
        using var client = loaded.Connect();
        var json = ToJson(await client.InspectAsync(cancellationToken));
        JsonOutput.Write(_context.Terminal, json);
        return ExitCodes.Success;
    }

    /// <summary>As upstream prints it: <c>Z</c>, and as few groups of three decimals as it takes.</summary>
    private static string Utc(string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return text;
        var ticks = time.UtcTicks % TimeSpan.TicksPerSecond;
        var decimals = ticks == 0 ? "" : ticks % TimeSpan.TicksPerMillisecond == 0 ? ".fff" : ".ffffff";
        return time.UtcDateTime.ToString($"yyyy-MM-dd'T'HH:mm:ss{decimals}'Z'", CultureInfo.InvariantCulture);
    }

    private static JsonObject ToJson(InspectApiKeyResponse key)
    {
        var ids = new JsonArray();
        var metaData = new JsonObject();
        foreach (var secret in key.ApiKeySecrets.DistinctBy(secret => secret.SecretId))
        {
            ids.Add((JsonNode)JsonValue.Create(secret.SecretId));
            metaData.Add($"{secret.SecretId}", new JsonObject { ["write_date"] = secret.WriteDate is { } written ? Utc(written) : null });
        }

        return new JsonObject
        {
            ["allow_insecure_access"] = key.AllowInsecureAccess,
            ["restrict_to_secrets"] = key.RestrictToSecrets,
            ["read"] = key.Read,
            ["write"] = key.Write,
            ["num_api_key_secrets"] = ids.Count,
            ["api_key_secrets"] = ids,
            ["api_key_secrets_meta_data"] = metaData,
        };
    }
}
