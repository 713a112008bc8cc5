using System.Security.Cryptography;
using System.Text.Json;
using Psono.Client;

namespace Psono.Cli.Redaction;

/// <summary>
/// The secret texts of a secret of any type, read straight from its bytes: variables, passwords, notes, private keys, custom fields … Not
/// titles, addresses, user names and public keys, by which people recognize things.
/// </summary>
internal static class SecretTexts
{
    private static readonly string[] PublicSuffixes =
        ["title", "_url", "_url_filter", "_username", "_name", "_email", "_description", "_public", "_algorithm", "_through", "_id"];

    /// <summary>Calls <paramref name="take"/> with a name for people and the text; that is zeroed afterwards.</summary>
    public static void Read(OpenedSecret secret, Action<string, ReadOnlySpan<byte>> take)
    {
        try
        {
            var reader = new Utf8JsonReader(secret.Utf8.Span);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var member = reader.GetString()!;
                reader.Read();
                if (reader.TokenType == JsonTokenType.String
                    && !PublicSuffixes.Any(suffix => member.EndsWith(suffix, StringComparison.Ordinal)))
                    Take(ref reader, member, take);
                else if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                    ReadNested(ref reader, member, take);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PsonociException("invalid-content", $"the content of secret {secret.SecretId} has an invalid format");
        }
    }

    /// <summary>Lists of variables and of custom fields, private keys of passkeys.</summary>
    private static void ReadNested(ref Utf8JsonReader reader, string member, Action<string, ReadOnlySpan<byte>> take)
    {
        var depth = reader.CurrentDepth;
        var name = member;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var property = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                continue;
            if (property is "key" or "name")
                name = reader.GetString()!;
            else if (property is "value" or "d")
                Take(ref reader, name, take);
        }
    }

    private static void Take(ref Utf8JsonReader reader, string name, Action<string, ReadOnlySpan<byte>> take)
    {
        var text = FormList.Pinned(reader.ValueSpan.Length);
        take(name, text.AsSpan(0, reader.CopyString(text)));
        CryptographicOperations.ZeroMemory(text);
    }
}
