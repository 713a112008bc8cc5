using System.Text.Json.Nodes;
using Psono.Client.Accounts;
using Psono.Client.Vault;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.ApiKeys;

/// <summary>An API key as people look at it. Its keys only if they ask for them.</summary>
internal static class ApiKeyView
{
    public static string ToText(VaultApiKey key, IReadOnlyList<VaultGrant> grants, VaultSession session, bool reveal)
    {
        var rows = new List<string[]>
        {
            new[] { "title", Printable.Of(key.Rights.Title) },
            new[] { "id", $"{key.Id}" },
            new[] { "server", session.ServerUrl },
            new[] { "rights", Rights(key) },
        };
        if (reveal)
        {
            rows.Add(["secret key", key.SecretKey.ToHex()]);
            rows.Add(["private key", key.PrivateKey.ToHex()]);
            rows.Add(["verify key", session.ServerVerifyKey]);
        }

        return Table.Format(rows) + string.Concat(grants.Select(grant => $"  {grant.SecretId}  {Printable.Of(grant.Title)}\n"));
    }

    public static JsonObject ToJson(VaultApiKey key, IReadOnlyList<VaultGrant> grants, VaultSession session, bool reveal)
    {
        var json = new JsonObject
        {
            ["id"] = $"{key.Id}",
            ["title"] = key.Rights.Title,
            ["server_url"] = session.ServerUrl,
            ["server_verify_key"] = session.ServerVerifyKey,
            ["read"] = key.Rights.Read,
            ["write"] = key.Rights.Write,
            ["restrict_to_secrets"] = key.Rights.RestrictToSecrets,
            ["allow_insecure_access"] = key.Rights.AllowInsecureAccess,
            ["active"] = key.IsActive,
            ["secrets"] = new JsonArray(
                [.. grants.Select(grant => new JsonObject { ["id"] = $"{grant.SecretId}", ["title"] = grant.Title })]),
        };
        if (reveal)
        {
            json["api_secret_key_hex"] = key.SecretKey.ToHex();
            json["api_private_key_hex"] = key.PrivateKey.ToHex();
        }

        return json;
    }

    public static string Rights(bool read, bool write, bool restricted, bool insecure, bool active) => string.Join(", ", new[]
    {
        active ? "" : "inactive",
        read ? "read" : "",
        write ? "write" : "",
        restricted ? "granted secrets only" : "the whole account",
        insecure ? "server-side decryption" : "",
    }.Where(right => right.Length > 0));

    public static string Rights(VaultApiKey key) =>
        Rights(key.Rights.Read, key.Rights.Write, key.Rights.RestrictToSecrets, key.Rights.AllowInsecureAccess, key.IsActive);
}
