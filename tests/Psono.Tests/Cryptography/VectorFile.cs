using System.Text.Json.Nodes;

namespace Psono.Tests.Cryptography;

/// <summary>The files of <c>tests/Vectors</c>, which the build copies next to the tests.</summary>
internal static class VectorFile
{
    public static JsonNode Load(string name) =>
        JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", name)))!;

    /// <summary>One row per vector: the named members, which are strings.</summary>
    public static IEnumerable<TheoryDataRow> Rows(JsonNode? vectors, params string[] members) =>
        vectors!.AsArray().Select(vector => new TheoryDataRow([.. members.Select(member => vector![member]!.GetValue<string>())])
        {
            Label = vector!["name"]!.GetValue<string>(),
        });

    /// <summary>The member of every vector in the list.</summary>
    public static IEnumerable<string> Values(JsonNode? vectors, string member) =>
        vectors!.AsArray().Select(vector => vector![member]!.GetValue<string>());
}
