using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Recovery;

/// <summary>A recovery or emergency code of a user, with everything a client would derive from it.</summary>
internal sealed class TestCode(TestUser user)
{
    public TestUser User => user;

    public string Authkey { get; init; } = TestUser.Hex(64);

    public SecretKey Key { get; } = SecretKey.Generate();

    public string Id { get; private set; } = "";

    /// <summary>The recovery code of a new account.</summary>
    public static async Task<TestCode> RecoveryAsync(TestSession session)
    {
        var code = new TestCode(session.User);
        var made = await session.PostAsync("/recoverycode/", code.Body("recovery").ToJsonString());
        made.ShouldSucceed();
        code.Id = made["recovery_code_id"];
        return code;
    }

    public static async Task<TestCode> EmergencyAsync(TestSession session, long delay = 86400, string description = "for Bob")
    {
        var code = new TestCode(session.User);
        var body = code.Body("emergency");
        body["description"] = description;
        body["activation_delay"] = delay;
        var made = await session.PostAsync("/emergencycode/", body.ToJsonString());
        made.ShouldSucceed();
        code.Id = made["emergency_code_id"];
        return code;
    }

    public JsonObject Body(string kind)
    {
        var keys = SecretBox.Seal(
            Key, $$"""{"user_private_key":"{{user.PrivateKey.ToHex()}}","user_secret_key":"{{user.SecretKey.ToHex()}}"}""");
        return new JsonObject
        {
            [$"{kind}_authkey"] = Authkey,
            [$"{kind}_data"] = keys.Text,
            [$"{kind}_data_nonce"] = keys.Nonce,
            [$"{kind}_sauce"] = TestUser.Hex(32),
        };
    }

    /// <summary>The first step, of either kind.</summary>
    public Task<TestAnswer> BeginAsync(TestServer server, string path, string? address = null) => SendAsync(
        server, HttpMethod.Post, path, Credentials(path), address);

    /// <summary>The second step: seals with the private key of the account to the verifier.</summary>
    public Task<TestAnswer> FinishAsync(
        TestServer server, string path, TestAnswer begun, string update, SecretKey? privateKey = null, JsonObject? besides = null)
    {
        PublicKey.TryFromHex(begun["verifier_public_key"], out var verifier);
        var box = Box.Seal(privateKey ?? user.PrivateKey, verifier!, update);
        var body = Credentials(path);
        body["update_data"] = box.Text;
        body["update_data_nonce"] = box.Nonce;
        foreach (var (name, value) in besides ?? [])
            body[name] = value?.DeepClone();
        return SendAsync(server, HttpMethod.Put, path, body, address: null);
    }

    /// <summary>What the code opens, as the server gives it out.</summary>
    public string? Open(TestAnswer begun, string kind) =>
        SecretBox.Open(Key, begun[$"{kind}_data"], begun[$"{kind}_data_nonce"]) is { } json ? Encoding.UTF8.GetString(json) : null;

    private JsonObject Credentials(string path) => new()
    {
        ["username"] = user.Username,
        [path == "/password/" ? "recovery_authkey" : "emergency_authkey"] = Authkey,
    };

    private static async Task<TestAnswer> SendAsync(TestServer server, HttpMethod method, string path, JsonObject body, string? address)
    {
        using var request = new HttpRequestMessage(method, "/server" + path);
        request.Content = new StringContent(body.ToJsonString(), MediaTypeHeaderValue.Parse("application/json"));
        if (address is not null)
            request.Headers.Add("X-Forwarded-For", address);
        return await server.SendAsync(request);
    }
}
