using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.ApiKeys;

/// <summary>An API key: the two values that a machine holds.</summary>
internal sealed record TestApiKey(Guid Id, SecretKey Key)
{
    /// <summary>With it the key logs in.</summary>
    public SecretKey PrivateKey { get; private init; } = SecretKey.Generate();

    public static async Task<TestApiKey> CreateAsync(
        TestSession session, bool read = true, bool write = false, bool insecure = false, bool restricted = true)
    {
        var (key, privateKey) = (SecretKey.Generate(), SecretKey.Generate());
        var body = Body(session.User, key, read, write, insecure, privateKey);
        body["restrict_to_secrets"] = restricted;
        var answer = await session.PutAsync("/api-key/", body.ToJsonString());
        answer.ShouldSucceed();
        return new TestApiKey(Guid.Parse(answer["api_key_id"]), key) { PrivateKey = privateKey };
    }

    public static JsonObject Body(
        TestUser user, SecretKey key, bool read = true, bool write = false, bool insecure = false, SecretKey? privateKey = null)
    {
        privateKey ??= SecretKey.Generate();
        var body = new JsonObject
        {
            ["title"] = "service key",
            ["public_key"] = PublicKey.Of(privateKey).ToHex(),
            ["verify_key"] = Convert.ToHexStringLower(Ed25519.VerifyKey(privateKey)),
        };
        Add("private_key", SecretBox.SealKey(user.SecretKey, privateKey));
        Add("secret_key", SecretBox.SealKey(user.SecretKey, key));
        Add("user_private_key", SecretBox.SealKey(key, user.PrivateKey));
        Add("user_secret_key", SecretBox.SealKey(key, user.SecretKey));
        body["read"] = read;
        body["write"] = write;
        body["restrict_to_secrets"] = true;
        body["allow_insecure_access"] = insecure;
        return body;

        void Add(string name, SealedText value)
        {
            body[name] = value.Text;
            body[name + "_nonce"] = value.Nonce;
        }
    }

    public async Task<Guid> GrantAsync(TestSession session, TestSecret secret)
    {
        var answer = await session.PutAsync("/api-key/secret/", GrantBody(session.User, secret).ToJsonString());
        answer.ShouldSucceed();
        return Guid.Parse(answer["api_key_secret_id"]);
    }

    public JsonObject GrantBody(TestUser user, TestSecret secret)
    {
        var title = SecretBox.Seal(user.SecretKey, "title");
        var secretKey = SecretBox.SealKey(Key, secret.Key);
        return new JsonObject
        {
            ["api_key_id"] = Id.ToString(),
            ["secret_id"] = secret.Id.ToString(),
            ["title"] = title.Text,
            ["title_nonce"] = title.Nonce,
            ["secret_key"] = secretKey.Text,
            ["secret_key_nonce"] = secretKey.Nonce,
        };
    }

    public Task<TestAnswer> InspectAsync(TestServer server) =>
        server.PostAsync("/api-key-access/inspect/", $$"""{"api_key_id":"{{Id}}"}""");

    public Task<TestAnswer> ReadAsync(TestServer server, TestSecret secret) =>
        server.PostAsync("/api-key-access/secret/", $$"""{"api_key_id":"{{Id}}","secret_id":"{{secret.Id}}"}""");

    /// <summary>Lets the server decrypt.</summary>
    public Task<TestAnswer> ReadInsecurelyAsync(TestServer server, TestSecret secret, SecretKey? key = null, string? filter = null) =>
        server.PostAsync("/api-key-access/secret/", new JsonObject
        {
            ["api_key_id"] = Id.ToString(),
            ["secret_id"] = secret.Id.ToString(),
            ["api_key_secret_key"] = (key ?? Key).ToHex(),
            [filter is null ? "ignored" : "json_filter"] = filter,
        }.ToJsonString());

    public Task<TestAnswer> UpdateAsync(TestServer server, JsonObject change)
    {
        var body = change.DeepClone().AsObject();
        body["api_key_id"] = Id.ToString();
        return server.SendAsync(HttpMethod.Put, "/api-key-access/secret/", body.ToJsonString());
    }

    /// <summary>Opens a sealed answer as psonoci does.</summary>
    public string Open(System.Text.Json.JsonElement answer)
    {
        using var secretKey = SecretBox.OpenKey(Key, Text("secret_key"), Text("secret_key_nonce"))!;
        return System.Text.Encoding.UTF8.GetString(SecretBox.Open(secretKey, Text("data"), Text("data_nonce"))!);

        string? Text(string member) => answer.GetProperty(member).GetString();
    }
}
