using System.Text.Json;

namespace Psono.Client;

/// <summary>What the serializer does not look at: it refuses null in the place of a member, but not in that of an entry.</summary>
internal static class JsonNulls
{
    /// <summary>Whether an array has an entry that is null, at any depth. No list of the protocol has one.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static bool AreInLists(ReadOnlySpan<byte> utf8)
    {
        // Hardly any answer has one: a search takes a fraction of what parsing does.
        if (utf8.IndexOf("null"u8) < 0)
            return false;
        var reader = new Utf8JsonReader(utf8);
        var isMember = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Null && !isMember && reader.CurrentDepth > 0)
                return true;
            isMember = reader.TokenType == JsonTokenType.PropertyName;
        }

        return false;
    }
}
