using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Psono.Protocol.Secrets;

namespace Psono.Protocol.Datastores;

/// <summary>
/// What an item of the tree repeats of its secret, so that lists and browser extensions need not open it (protocol part 3, section 4.2).
/// </summary>
internal static class ItemDetails
{
    /// <summary>The members and their values; <see langword="null"/> where there is nothing to repeat.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Of(SecretContent content)
    {
        switch (content.Type)
        {
            case SecretType.WebsitePassword:
                yield return new("description", Text(content, "website_password_username"));
                yield return new("password_hash", Hash(content.GetString("website_password_password")));
                yield return new("autosubmit", content.Get("website_password_auto_submit")?.DeepClone());
                yield return new("allow_http", content.Get("website_password_allow_http")?.DeepClone());
                yield return new("urlfilter", Text(content, "website_password_url_filter"));
                break;
            case SecretType.ApplicationPassword:
                yield return new("description", Text(content, "application_password_username"));
                yield return new("password_hash", Hash(content.GetString("application_password_password")));
                break;
            case SecretType.Bookmark:
                yield return new("urlfilter", Text(content, "bookmark_url_filter"));
                break;
            case SecretType.CreditCard when content.GetString("credit_card_number") is { Length: > 0 } number:
                yield return new("description", new string('x', Math.Max(0, number.Length - 4)) + number[^Math.Min(4, number.Length)..]);
                break;
            case SecretType.Identity:
                yield return new("description", Address(content));
                break;
        }

        // Programs that do not know tags drop them from the secret; the item has them still.
        if (content.Get("tags") is JsonArray tags)
            yield return new("tags", tags.DeepClone());
    }

    private static JsonNode? Text(SecretContent content, string member) => content.GetString(member) is { Length: > 0 } text ? text : null;

    /// <summary>Each part is followed by a blank.</summary>
    private static JsonNode? Address(SecretContent content)
    {
        string[] parts = ["address", "city", "state", "country"];
        var text = string.Concat(
            parts.Select(part => content.GetString("identity_" + part)).Where(part => part is { Length: > 0 }).Select(part => part + " "));
        return text.Length == 0 ? null : text;
    }

    [SuppressMessage(
        "Security", "CA5350", Justification = "Not for security: breach lists are looked up by this prefix, and the protocol has it so.")]
    private static JsonNode Hash(string? password) =>
        string.IsNullOrEmpty(password) ? "" : Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(password)))[..5];
}
