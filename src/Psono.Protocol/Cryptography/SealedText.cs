using System.Text.Json.Serialization;

namespace Psono.Protocol.Cryptography;

/// <summary>Something sealed, in the two hex fields in which it travels.</summary>
/// <param name="Text">Tag (16 bytes) followed by the encrypted bytes, as lower-case hex.</param>
/// <param name="Nonce">The 24-byte nonce as lower-case hex.</param>
public readonly record struct SealedText(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("nonce")] string Nonce);
