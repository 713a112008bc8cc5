using System.Text.Json.Nodes;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands.Secret;

/// <summary>
/// A secret in the shape that other tools read: members in alphabetical order, null if absent. Members may be added, none may go.
/// </summary>
internal static class SecretJson
{
    private static readonly string[] Members =
    [
        "credit_card", "elster_certificate", SecretValues.EnvVars, "gpg_key_email", "gpg_key_name", "gpg_key_private", "gpg_key_public",
        "identity", "notes", "password", "ssh_key", "title", "totp", "type", "url", "url_filter", "username",
    ];

    public static JsonObject Of(SecretContent content) =>
        new(Members.Select(member => KeyValuePair.Create(member, ValueOf(content, member))));

    private static JsonNode? ValueOf(SecretContent content, string member) => member switch
    {
        "credit_card" => Group(content, SecretType.CreditCard, member, SecretValues.CreditCard),
        "elster_certificate" => Group(content, SecretType.ElsterCertificate, member, SecretValues.Elster),
        "identity" => Group(content, SecretType.Identity, member, SecretValues.Identity),
        "ssh_key" => Group(content, SecretType.SshKey, member, SecretValues.SshKey),
        "totp" => Group(content, SecretType.Totp, member, SecretValues.Totp),
        "type" => SecretValues.NameOf(content.Type),
        _ => SecretValues.Get(content, member)?.DeepClone(),
    };

    private static JsonObject? Group(SecretContent content, SecretType type, string name, string[] members) => content.Type != type
        ? null
        : new JsonObject(members.Order(StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member, SecretValues.Get(content, $"{name}_{member}")?.DeepClone())));
}
