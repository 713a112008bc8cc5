using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Psono.Client.Accounts;
using Psono.Protocol.Cryptography;

namespace Psono.Web.Services;

// docs/decisions/0042
/// <summary>A session that only the password opens: what is left while the vault is locked, also in the browser's store.</summary>
/// <param name="Sauce">The salt of the key.</param>
/// <param name="Text">The sealed session.</param>
/// <param name="Nonce">Its nonce.</param>
internal sealed record SealedSession(string Sauce, string Text, string Nonce)
{
    public static SealedSession Of(VaultSession session, string password)
    {
        var sauce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        using var key = PasswordHash.EncryptionKey(password, sauce, HashingParameters.Default);
        var utf8 = session.ToUtf8();
        var sealedText = SecretBox.Seal(key, utf8);
        CryptographicOperations.ZeroMemory(utf8);
        return new SealedSession(sauce, sealedText.Text, sealedText.Nonce);
    }

    /// <summary>What was stored; null if it is none.</summary>
    public static SealedSession? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, SealedSessionContext.Default.SealedSession);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // Not JSON, or not even text.
            return null;
        }
    }

    /// <summary>The session; null if the password is wrong.</summary>
    public VaultSession? Open(string password)
    {
        using var key = PasswordHash.EncryptionKey(password, Sauce, HashingParameters.Default);
        if (SecretBox.Open(key, Text, Nonce) is not { } utf8)
            return null;
        var session = VaultSession.Parse(utf8);
        CryptographicOperations.ZeroMemory(utf8);
        return session;
    }

    public string ToText() => JsonSerializer.Serialize(this, SealedSessionContext.Default.SealedSession);
}

/// <summary>How it is stored.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SealedSession))]
internal sealed partial class SealedSessionContext : JsonSerializerContext;
