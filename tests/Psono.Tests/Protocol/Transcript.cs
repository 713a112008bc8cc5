using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Tests.Cryptography;

namespace Psono.Tests.Protocol;

/// <summary>The recorded session, and the keys that follow from the password in it.</summary>
internal static class Transcript
{
    public static JsonNode Recording { get; } = VectorFile.Load("transcript.json");

    public static IReadOnlyList<JsonNode> Exchanges { get; } = [.. Recording["exchanges"]!.AsArray().Select(exchange => exchange!)];

    public static IReadOnlyList<JsonNode> ApiKeyAccess { get; } = [.. Recording["api_key_access"]!.AsArray().Select(exchange => exchange!)];

    public static string Username { get; } = Text(Recording["user"]!["username"]);

    public static string Password { get; } = Text(Recording["user"]!["password"]);

    public static JsonNode Registration { get; } = Find("POST", "/authentication/register/")["request"]!;

    public static SecretKey ServerPrivateKey { get; } = Key(Recording["server"]!["private_key"]);

    public static SecretKey SessionSecretKey { get; } = Key(Recording["session_secret_key"]);

    public static SecretKey ApiKeySecretKey { get; } = Key(Recording["result"]!["api_key_secret_key"]);

    public static SecretKey UserPrivateKey => UserKeys.Value.Private;

    public static SecretKey UserSecretKey => UserKeys.Value.Secret;

    private static readonly Lazy<(SecretKey Private, SecretKey Secret)> UserKeys = new(() =>
    {
        using var key = PasswordHash.EncryptionKey(Password, Text(Registration["user_sauce"]), HashingParameters.Default);
        return (OpenKey(key, Registration, "private_key"), OpenKey(key, Registration, "secret_key"));
    });

    public static JsonNode Find(string method, string path) =>
        Exchanges.First(exchange => Text(exchange["method"]) == method && Text(exchange["path"]) == path);

    public static string Text(JsonNode? node) => node!.GetValue<string>();

    public static SecretKey Key(JsonNode? hex) => SecretKey.FromHex(Text(hex));

    public static PublicKey Public(JsonNode? hex)
    {
        Assert.True(PublicKey.TryFromHex(Text(hex), out var key));
        return key!;
    }

    /// <summary>Opens the members <c>name</c> and <c>name_nonce</c>, and sees that sealing again gives the recorded bytes.</summary>
    public static byte[] Open(SecretKey key, JsonNode sealedIn, string name) => Open(key, sealedIn, name, name + "_nonce");

    public static byte[] Open(SecretKey key, JsonNode sealedIn, string text, string nonce)
    {
        var plaintext = SecretBox.Open(key, Text(sealedIn[text]), Text(sealedIn[nonce]));
        Assert.NotNull(plaintext);

        var ciphertext = new byte[plaintext.Length + SecretBox.TagSize];
        SecretBox.Seal(plaintext, Convert.FromHexString(Text(sealedIn[nonce])), key.Bytes, ciphertext);
        Assert.Equal(Text(sealedIn[text]), Convert.ToHexStringLower(ciphertext));
        return plaintext;
    }

    public static SecretKey OpenKey(SecretKey key, JsonNode sealedIn, string name)
    {
        var opened = SecretBox.OpenKey(key, Text(sealedIn[name]), Text(sealedIn[name + "_nonce"]));
        Assert.NotNull(opened);
        return opened;
    }

    public static void AssertJson(JsonNode? expected, ReadOnlySpan<byte> utf8)
    {
        var actual = JsonNode.Parse(utf8);
        Assert.True(JsonNode.DeepEquals(expected, actual), $"expected {expected?.ToJsonString()}\nbut was {actual?.ToJsonString()}");
    }
}
