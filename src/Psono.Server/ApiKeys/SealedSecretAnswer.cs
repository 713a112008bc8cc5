using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Psono.Server.Data;
using Psono.Server.Http;

namespace Psono.Server.ApiKeys;

/// <summary>
/// A sealed secret, as <see cref="Protocol.ApiKeys.SealedSecretResponse"/> describes it. This is what the server is asked for most, so the
/// stored bytes go into the answer as they are; the writer escapes what a client may have stored instead of hex.
/// </summary>
internal static class SealedSecretAnswer
{
    /// <summary>Names, punctuation, the other values, and some room.</summary>
    private const int SizeWithoutData = 512;

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonEncodedText DataMember = JsonEncodedText.Encode("data");
    private static readonly JsonEncodedText DataNonceMember = JsonEncodedText.Encode("data_nonce");
    private static readonly JsonEncodedText SecretKeyMember = JsonEncodedText.Encode("secret_key");
    private static readonly JsonEncodedText SecretKeyNonceMember = JsonEncodedText.Encode("secret_key_nonce");
    private static readonly JsonEncodedText ReadCountMember = JsonEncodedText.Encode("read_count");
    private static readonly JsonEncodedText WriteDateMember = JsonEncodedText.Encode("write_date");

    public static Answer Of(AccessedSecret secret, long readCount)
    {
        var buffer = new ArrayBufferWriter<byte>(SizeWithoutData + secret.Data.Length);
        using var json = new Utf8JsonWriter(buffer, Writing);
        json.WriteStartObject();
        json.WriteString(DataMember, secret.Data);
        json.WriteString(DataNonceMember, secret.DataNonce);
        json.WriteString(SecretKeyMember, secret.SecretKey);
        json.WriteString(SecretKeyNonceMember, secret.SecretKeyNonce);
        json.WriteNumber(ReadCountMember, readCount);
        json.WriteString(WriteDateMember, secret.WriteDate.WithOffset());
        json.WriteEndObject();
        json.Flush();
        return new Answer(StatusCodes.Status200OK, buffer.WrittenMemory);
    }
}
