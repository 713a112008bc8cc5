using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Protocol.Secrets;

namespace Psono.Web.Secrets;

/// <summary>What was typed into the form of a secret.</summary>
/// <param name="Address">The page of the form.</param>
/// <param name="Typed">The secret as it would be stored.</param>
internal sealed record KeptDraft(string Address, SecretContent Typed)
{
    public string Folder { get; init; } = "";

    /// <summary>The version that was changed; null for a new secret.</summary>
    public SecretContent? Before { get; init; }

    /// <summary>When that version was written, as the server said.</summary>
    public string? WriteDate { get; init; }

    public static KeptDraft? Parse(string address, ReadOnlySpan<byte> utf8)
    {
        var json = JsonNode.Parse(utf8)!;
        return Content(json["typed"]) is not { } typed ? null : new KeptDraft(address, typed)
        {
            Folder = (string?)json["folder"] ?? "",
            Before = Content(json["before"]),
            WriteDate = (string?)json["write_date"],
        };
    }

    public byte[] ToUtf8() => ToUtf8(new JsonObject
    {
        ["typed"] = JsonNode.Parse(Typed.ToUtf8()),
        ["folder"] = Folder,
        ["before"] = Before is null ? null : JsonNode.Parse(Before.ToUtf8()),
        ["write_date"] = WriteDate,
    });

    private static SecretContent? Content(JsonNode? json) =>
        json is null ? null : SecretContent.Parse(ToUtf8(json));

    private static byte[] ToUtf8(JsonNode json)
    {
        var utf8 = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(utf8))
            json.WriteTo(writer);
        return utf8.WrittenSpan.ToArray();
    }
}
