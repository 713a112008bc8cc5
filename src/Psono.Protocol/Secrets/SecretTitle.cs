using System.Text.Json;

namespace Psono.Protocol.Secrets;

/// <summary>Reads the title of an opened secret straight from its bytes: nothing else of it becomes a string.</summary>
public static class SecretTitle
{
    private const string Suffix = "_title";

    /// <summary>The title member of the secret's type.</summary>
    /// <returns><see langword="null"/> when there is none, or the bytes are not a JSON object.</returns>
    public static string? Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return ReadObject(utf8);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? ReadObject(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var type = SecretType.Unknown;
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
                type = SecretTypes.Of(type, member);
            if (reader.TokenType == JsonTokenType.String && member.EndsWith(Suffix, StringComparison.Ordinal))
                titles[member] = reader.GetString()!;
            else
                reader.Skip();
        }

        return titles.GetValueOrDefault(SecretTypes.NameOf(type) + Suffix);
    }
}
