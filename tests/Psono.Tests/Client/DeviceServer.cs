using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Protocol;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Client;

/// <summary>
/// A server, scripted, that issues device codes and the session of one, and that a test can make lie. Whoever approves knows the key of the
/// URL, as the owner of the account would: <see cref="UrlKey"/>.
/// </summary>
internal sealed class DeviceServer : IAsyncDisposable
{
    public const string Token =
        "abababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababab";

    private readonly ScriptedServer _server;
    private readonly SecretKey _identity = SecretKey.Generate();
    private readonly SecretKey _codeKey = SecretKey.Generate();
    private readonly SecretKey _sessionKey = SecretKey.Generate();
    private PublicKey? _device;

    public DeviceServer() => _server = new ScriptedServer(Answer);

    public Uri Url => _server.Url;

    public SecretKey UserSecretKey { get; } = SecretKey.Generate();

    public SecretKey UserPrivateKey { get; } = SecretKey.Generate();

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Reads the key from the URL that the device shows; asked when the device polls.</summary>
    public Func<SecretKey> UrlKey { get; set; } = SecretKey.Generate;

    /// <summary>Changes what the server answers to the request for a code.</summary>
    public Action<JsonObject> Code { get; init; } = _ => { };

    /// <summary>Changes what is in the box.</summary>
    public Action<JsonObject> Session { get; init; } = _ => { };

    /// <summary>What the approver hands over, before it is sealed.</summary>
    public Func<string, string> Credentials { get; init; } = json => json;

    /// <summary>Answers a poll instead of the box; null: the box. The number is that of the poll.</summary>
    public Func<int, Reply?> Poll { get; init; } = _ => null;

    /// <summary>Changes the envelope of the box.</summary>
    public Action<JsonObject> Envelope { get; init; } = _ => { };

    public IReadOnlyList<(Guid Id, string Title, SecretKey Key)> ApiKeys { get; init; } = [];

    public IEnumerable<string> Requests => _server.Requests.Select(
        request => $"{request.Method} {request.Target["/server/".Length..].Replace($"{Id}", "*", StringComparison.Ordinal)}");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private int Polls => Requests.Count(request => request == "POST device-code/*/token/");

    private Reply Answer(ReceivedRequest request)
    {
        var path = request.Target["/server/".Length..];
        if (path == "info/")
            return Reply.Json(Info());
        if (path == "device-code/")
            return Create(JsonNode.Parse(request.Body)!);
        if (path == $"device-code/{Id}/token/")
            return Poll(Polls) ?? Issue();
        if (!request.Head.Contains($"Authorization: Token {Token}", StringComparison.Ordinal))
            return Reply.Json("{}", 401);
        if (path == "api-key/")
            return Sealed(new JsonObject { ["api_keys"] = new JsonArray([.. ApiKeys.Select(key => Entry(key.Id, key.Title))]) });
        return path == "authentication/logout/" ? Sealed([]) : Sealed(ApiKey(ApiKeys.Single(key => path == $"api-key/{key.Id}/")));
    }

    private string Info()
    {
        var info = new JsonObject
        {
            ["version"] = "7.2.3 (Build x)", ["type"] = "CE", ["public_key"] = PublicKey.Of(_identity).ToHex(),
            ["web_client"] = "https://vault.example.com",
        }.ToJsonString();
        return new JsonObject
        {
            ["info"] = info,
            ["signature"] = Convert.ToHexStringLower(Ed25519.Sign(_identity, Encoding.UTF8.GetBytes(info))),
            ["verify_key"] = Convert.ToHexStringLower(Ed25519.VerifyKey(_identity)),
        }.ToJsonString();
    }

    private Reply Create(JsonNode request)
    {
        Assert.True(PublicKey.TryFromHex(request["user_public_key"]!.GetValue<string>(), out _device));
        var code = new JsonObject
        {
            ["id"] = $"{Id}",
            ["state"] = "pending",
            ["valid_till"] = "2026-11-23T19:17:46.181998Z",
            ["server_public_key"] = PublicKey.Of(_codeKey).ToHex(),
            ["web_client_url"] = "https://vault.example.com",
        };
        Code(code);
        return Reply.Json(code.ToJsonString(), 201);
    }

    private Reply Issue()
    {
        var credentials = new JsonObject
        {
            ["user_private_key"] = UserPrivateKey.ToHex(),
            ["user_secret_key"] = UserSecretKey.ToHex(),
            ["user_sauce"] = new string('5', 64),
        };
        var handedOver = SecretBox.Seal(UrlKey(), Credentials(credentials.ToJsonString()));
        var session = new JsonObject
        {
            ["id"] = $"{Id}",
            ["state"] = "claimed",
            ["token"] = Token,
            ["session_secret_key"] = _sessionKey.ToHex(),
            ["token_valid_till"] = "2027-11-23T19:12:46+00:00",
            ["encrypted_credentials"] = handedOver.Text,
            ["encrypted_credentials_nonce"] = handedOver.Nonce,
        };
        Session(session);
        var box = Box.Seal(_codeKey, _device!, session.ToJsonString());
        var answer = new JsonObject { ["boxed_payload"] = box.Text, ["nonce"] = box.Nonce };
        Envelope(answer);
        return Reply.Json(answer.ToJsonString());
    }

    private JsonObject ApiKey((Guid Id, string Title, SecretKey Key) key)
    {
        using var privateKey = SecretKey.Generate();
        var sealedPrivate = SecretBox.SealKey(UserSecretKey, privateKey);
        var sealedSecret = SecretBox.SealKey(UserSecretKey, key.Key);
        var entry = Entry(key.Id, key.Title);
        entry["public_key"] = PublicKey.Of(privateKey).ToHex();
        (entry["private_key"], entry["private_key_nonce"]) = (sealedPrivate.Text, sealedPrivate.Nonce);
        (entry["secret_key"], entry["secret_key_nonce"]) = (sealedSecret.Text, sealedSecret.Nonce);
        return entry;
    }

    private static JsonObject Entry(Guid id, string title) => new()
    {
        ["id"] = $"{id}", ["title"] = title, ["read"] = true, ["write"] = false, ["restrict_to_secrets"] = true,
        ["allow_insecure_access"] = false, ["active"] = true,
    };

    private Reply Sealed(JsonObject json) =>
        Reply.Json(JsonSerializer.Serialize(SecretBox.Seal(_sessionKey, json.ToJsonString()), PsonoJsonContext.Wire.SealedText));
}
