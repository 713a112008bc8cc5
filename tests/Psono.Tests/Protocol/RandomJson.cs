using System.Text.Json;
using CsCheck;

namespace Psono.Tests.Protocol;

/// <summary>Random JSON text: awkward numbers, names and strings, nulls, nesting, and members in any order.</summary>
internal static class RandomJson
{
    private static readonly Gen<string> Number = Gen.OneOf(
        "0", "-0", "1", "1.0", "1.10", "-0.0", "1e5", "1E+05", "1e-400", "1e400", "0.1", "123456789012345678901234567890",
        "3.141592653589793238462643383279", "9007199254740993", "-9223372036854775809");

    private static readonly Gen<string> Literal = Gen.OneOf("null", "true", "false", "\"\"", "[]", "{}");

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 12],
        Gen.String[Gen.OneOf('"', '\\', '/', '\0', '\n', '\u001f', '<', '&', '\'', 'é', '\u2028', '\uFFFD', '中'), 0, 6],
        Gen.Const("🔑 key"));

    private static readonly Gen<string> Escaped = Gen.OneOf("\"\\u00e9\"", "\"\\ud83d\\udd11\"", "\"\\/\"", "\"a\\tb\"", "\"\\u0000\"");

    /// <summary>An object of up to eight members, none of which is called like a member of an Environment Variables secret.</summary>
    public static Gen<string> Object { get; } = ObjectOf(Value(3), Text);

    private static Gen<string> Value(int depth) => depth == 0
        ? Gen.OneOf(Number, Literal, Text.Select(Quote), Escaped)
        : Gen.OneOf(
            Number, Literal, Text.Select(Quote), Escaped,
            Value(depth - 1).List[0, 4].Select(values => $"[{string.Join(" , ", values)}]"),
            ObjectOf(Value(depth - 1), Text));

    private static Gen<string> ObjectOf(Gen<string> value, Gen<string> name) =>
        Gen.Select(name, value).List[0, 8].Select(members => members.DistinctBy(member => member.Item1))
            .Select(members => $"{{{string.Join(",\n", members.Select(member => $"{Quote(member.Item1)} : {member.Item2}"))}}}");

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    /// <summary>Asserts that both texts mean the same: same members in the same order, numbers spelled the same.</summary>
    public static void AssertSame(JsonElement expected, JsonElement actual)
    {
        Assert.Equal(expected.ValueKind, actual.ValueKind);
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                var members = expected.EnumerateObject().Zip(actual.EnumerateObject()).ToList();
                Assert.Equal(expected.GetPropertyCount(), actual.GetPropertyCount());
                foreach (var (one, other) in members)
                {
                    Assert.Equal(one.Name, other.Name);
                    AssertSame(one.Value, other.Value);
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                foreach (var (one, other) in expected.EnumerateArray().Zip(actual.EnumerateArray()))
                    AssertSame(one, other);
                break;
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), actual.GetString());
                break;
            default:
                Assert.Equal(expected.GetRawText(), actual.GetRawText());
                break;
        }
    }

    public static JsonElement Parse(ReadOnlySpan<byte> utf8) => JsonElement.Parse(utf8);
}
