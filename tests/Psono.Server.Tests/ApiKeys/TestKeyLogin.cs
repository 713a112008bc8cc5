using System.Text;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.ApiKeys;

/// <summary>A login with an API key, as a client makes it that knows protocol part 2, section 17, and nothing else.</summary>
internal sealed class TestKeyLogin(TestApiKey key)
{
    private readonly SecretKey _ephemeral = SecretKey.Generate();

    /// <summary>What is signed; a test changes it before it is sent.</summary>
    public JsonObject Info => field ??= new JsonObject
    {
        ["api_key_id"] = key.Id.ToString(),
        ["session_public_key"] = PublicKey.Of(_ephemeral).ToHex(),
    };

    public static async Task<TestSession> LogInAsync(TestServer server, TestUser owner, TestApiKey key, string? fingerprint = null)
    {
        var login = new TestKeyLogin(key);
        if (fingerprint is not null)
        {
            login.Info["device_fingerprint"] = fingerprint;
            login.Info["device_description"] = "a pipeline";
            login.Info["device_time"] = server.Clock.GetUtcNow().ToString("O");
        }

        return new TestSession(server, owner, login.Open(server, await login.SendAsync(server)), fingerprint);
    }

    public string Body(SecretKey? signer = null) => Body(Info.ToJsonString(), signer ?? key.PrivateKey);

    public static string Body(string info, SecretKey signer) => new JsonObject
    {
        ["info"] = info,
        ["signature"] = Convert.ToHexStringLower(Ed25519.Sign(signer, Encoding.UTF8.GetBytes(info))),
    }.ToJsonString();

    public Task<TestAnswer> SendAsync(TestServer server) => server.PostAsync("/api-key/login/", Body());

    /// <summary>What is in the box, if the server signed it.</summary>
    public JsonObject Open(TestServer server, TestAnswer answer)
    {
        answer.ShouldSucceed();
        var signature = Convert.FromHexString(answer["login_info_signature"]);
        Assert.True(Ed25519.Verify(
            Convert.FromHexString(server.State.Keys.VerifyKey), Encoding.ASCII.GetBytes(answer["login_info"]), signature));
        PublicKey.TryFromHex(answer["server_session_public_key"], out var serverKey);
        return JsonNode.Parse(Box.Open(_ephemeral, serverKey!, answer["login_info"], answer["login_info_nonce"]))!.AsObject();
    }
}
