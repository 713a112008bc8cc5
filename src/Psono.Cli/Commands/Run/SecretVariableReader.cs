using System.Text.Json;
using Psono.Client;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands.Run;

/// <summary>
/// Reads the variables of an opened secret straight from its bytes. A secret of another type has none; one of this type whose
/// variables are not as they should be is an error, because something would be missing in the command's environment.
/// </summary>
internal static class SecretVariableReader
{
    private const string Variables = "environment_variables_variables";
    private const string TitleMember = "environment_variables_title";

    public static IReadOnlyList<SecretVariable> Read(OpenedSecret secret)
    {
        try
        {
            return Read(secret.SecretId, secret.Utf8.Span);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new PsonociException(
                "invalid-content", $"the variables of secret {secret.SecretId} have an invalid format");
        }
    }

    private static List<SecretVariable> Read(Guid secretId, ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var type = SecretType.Unknown;
        var pairs = new List<(string Name, byte[] Value)>();
        string? title = null;
        var seen = false;
        ReadToken(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
                type = SecretTypes.Of(type, member);
            if (member == TitleMember && reader.TokenType == JsonTokenType.String)
                title = reader.GetString();
            if (member != Variables || reader.TokenType == JsonTokenType.Null)
                reader.Skip();
            else if (seen)
                throw new FormatException();
            else
                ReadPairs(ref reader, pairs, ref seen);
        }

        // Reads to the end of the text: the reader itself throws if there is more than one value.
        if (reader.Read())
            throw new FormatException();

        if (type != SecretType.EnvironmentVariables)
            return [];
        var source = new VariableSource(secretId, title);
        return pairs.ConvertAll(pair => new SecretVariable(pair.Name, pair.Name, pair.Value, source));
    }

    private static void ReadPairs(ref Utf8JsonReader reader, List<(string Name, byte[] Value)> pairs, ref bool seen)
    {
        seen = true;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new FormatException();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            pairs.Add(ReadPair(ref reader));
        if (reader.TokenType != JsonTokenType.EndArray)
            throw new FormatException();
    }

    private static (string Name, byte[] Value) ReadPair(ref Utf8JsonReader reader)
    {
        string? name = null;
        byte[]? value = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("key"u8);
            var isValue = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (isName)
                name = name is null ? reader.GetString() : throw new FormatException();
            else if (isValue)
                value = value is null ? CopyString(ref reader) : throw new FormatException();
            else
                reader.Skip();
        }

        return name is null || value is null ? throw new FormatException() : (name, value);
    }

    private static byte[] CopyString(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new FormatException();

        // Pinned: the garbage collector leaves no copies behind that could not be zeroed.
        var value = GC.AllocateUninitializedArray<byte>(reader.ValueSpan.Length, pinned: true);
        var length = reader.CopyString(value);
        return length == value.Length ? value : Shorten(value, length);
    }

    /// <summary>Escapes in JSON are longer than what they stand for.</summary>
    private static byte[] Shorten(byte[] value, int length)
    {
        var shorter = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        value.AsSpan(0, length).CopyTo(shorter);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(value);
        return shorter;
    }

    private static void ReadToken(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new FormatException();
    }
}
