using System.Text.Json;

namespace Psono.Protocol.Secrets;

/// <summary>Reads the names of the variables of an opened secret straight from its bytes: no value becomes a string.</summary>
public static class SecretVariableNames
{
    /// <summary>The names, in the order of the secret.</summary>
    /// <returns><see langword="null"/> when the bytes are not a JSON object, or its variables are not in the form that clients write.</returns>
    public static IReadOnlyList<string>? Read(ReadOnlySpan<byte> utf8)
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

    private static List<string>? ReadObject(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var names = new List<string>();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVariables = reader.ValueTextEquals("environment_variables_variables"u8);
            reader.Read();
            if (!isVariables || reader.TokenType == JsonTokenType.Null)
                reader.Skip();
            else if (!ReadVariables(ref reader, names))
                return null;
        }

        // The reader itself throws if there is more than one value.
        return reader.Read() ? null : names;
    }

    private static bool ReadVariables(ref Utf8JsonReader reader, List<string> names)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (ReadName(ref reader) is not { } name)
                return false;
            names.Add(name);
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static string? ReadName(ref Utf8JsonReader reader)
    {
        string? name = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("key"u8);
            reader.Read();
            if (isName && reader.TokenType == JsonTokenType.String)
                name = reader.GetString();
            else
                reader.Skip();
        }

        return name;
    }
}
