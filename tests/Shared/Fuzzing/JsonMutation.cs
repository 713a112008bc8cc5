using System.Text.Json;

namespace Psono.Tests.Shared.Fuzzing;

/// <summary>Changes one value or member of a JSON document so that it stays JSON: the reader behind the parser shall be met too.</summary>
internal sealed class JsonMutation(FuzzRandom random)
{
    private const int MaxSize = 64 * 1024;

    /// <summary>A member before the others whose name is no text. Only long ones are looked at by whoever looks for another.</summary>
    private static readonly byte[] UnreadableName = FuzzTarget.Utf8($"\"\\ud800{new string('a', 60)}\":1,");

    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "null", "true", "0", "-1", "1e999", "2147483648", "9223372036854775808", "0.5", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"",
            "\"\\u001b[2J\\u202e\"", "[]", "{}", "[null]", "[{}]", "[[]]", "{\"\":null}", "{\"a\":1,\"a\":2}", "{\"\\ud800\":1}",
            "\"00000000-0000-0000-0000-000000000000\"", "\"2026-11-23T19:12:46.181998123Z\"", "\"9999-12-31T23:59:59-23:59\"", "\"zz\"",
            $"\"{new string('0', 64)}\"", $"\"{new string('a', 5000)}\"",
            $"{new string('[', 70)}{new string(']', 70)}", $"{new string('[', 300)}{new string(']', 300)}",
        }.Select(FuzzTarget.Utf8),
    ];

    /// <summary>Null if there is no JSON: neither the input, nor a line of it, nor what begins with one.</summary>
    public byte[]? Change(byte[] input)
    {
        if (ChangeJson(input) is { } changed)
            return changed;
        var start = input.AsSpan(0, random.Below(input.Length + 1)).LastIndexOf((byte)'\n') + 1;
        if (start > 0 && ChangeJson(input[start..]) is { } rest)
            return [.. input.AsSpan(0, start), .. rest];
        var length = input.AsSpan(start).IndexOf((byte)'\n');
        var end = length < 0 ? input.Length : start + length;
        return ChangeJson(input[start..end]) is { } line ? [.. input.AsSpan(0, start), .. line, .. input.AsSpan(end)] : null;
    }

    private byte[]? ChangeJson(byte[] input)
    {
        if (Parts(input) is not { Count: > 0 } parts)
            return null;
        var part = random.Of(parts);
        ReadOnlySpan<byte> name = input.AsSpan(part.Start..part.Value), value = input.AsSpan(part.Value..part.End);
        ReadOnlySpan<byte> changed = random.Below(8) switch
        {
            7 when !name.IsEmpty => [.. UnreadableName, .. name, .. value],
            0 or 1 or 2 => [.. name, .. random.Of(Values)],
            3 => [.. name, .. Value(input, random.Of(parts))],
            4 => [.. name, .. value, (byte)',', .. name, .. value],
            5 => [.. name, (byte)'[', .. value, (byte)']'],
            _ => [.. name, .. "{\"a\":"u8, .. value, (byte)'}'],
        };
        byte[] result = [.. input.AsSpan(0, part.Start), .. changed, .. input.AsSpan(part.End)];
        return result.Length <= MaxSize ? result : null;
    }

    private static ReadOnlySpan<byte> Value(byte[] input, (int Start, int Value, int End) part) => input.AsSpan(part.Value..part.End);

    /// <summary>Every value: where it begins, with the name that it has in an object, and where it ends.</summary>
    private static List<(int Start, int Value, int End)>? Parts(byte[] input)
    {
        var parts = new List<(int, int, int)>();
        var open = new Stack<(int Start, int Value)>();
        try
        {
            var reader = new Utf8JsonReader(input, new JsonReaderOptions { MaxDepth = 1000 });
            var name = -1;
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                if (reader.TokenType is JsonTokenType.PropertyName)
                {
                    name = start;
                    continue;
                }

                if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
                    parts.Add((open.Peek().Start, open.Pop().Value, (int)reader.BytesConsumed));
                else if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                    open.Push((name < 0 ? start : name, start));
                else
                    parts.Add((name < 0 ? start : name, start, (int)reader.BytesConsumed));
                name = -1;
            }

            return parts;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
