using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Client.Vault;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

/// <summary>Secrets that are in no folder: nobody has their key, but an API key may.</summary>
internal static class UnfiledView
{
    public static void Show(TerminalOutput terminal, IReadOnlyList<UnfiledSecret> secrets, bool asJson)
    {
        if (asJson)
            JsonOutput.Write(terminal, new JsonArray([.. secrets.Select(ToJson)]));
        else
            terminal.Write(Table.Format([.. secrets.Select(ToRow)]));
        if (secrets.Count > 0)
            terminal.Tell("To restore one: psonoci vault restore ID; to delete it permanently: psonoci vault rm --purge ID");
    }

    private static string[] ToRow(UnfiledSecret secret) =>
        [$"{secret.SecretId}", $"created {ServerTime.Show(secret.CreateDate)}", string.Join(", ", secret.Grants.Select(Describe))];

    private static string Describe(UnfiledGrant grant) =>
        $"API key '{Printable.Of(grant.ApiKey)}' reads it as '{Printable.Of(grant.Title)}'";

    private static JsonObject ToJson(UnfiledSecret secret) => new()
    {
        ["id"] = $"{secret.SecretId}",
        ["create_date"] = secret.CreateDate,
        ["api_keys"] = new JsonArray(
            [.. secret.Grants.Select(grant => new JsonObject { ["api_key"] = grant.ApiKey, ["title"] = grant.Title })]),
    };
}
