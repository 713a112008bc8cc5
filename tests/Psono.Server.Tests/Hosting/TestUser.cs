using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;

namespace Psono.Server.Tests.Hosting;

/// <summary>
/// A user with everything a client would derive from the password. The server cannot tell an authkey from scrypt from a random one, so no
/// test waits for scrypt.
/// </summary>
internal sealed class TestUser
{
    public required string Username { get; init; }

    public string Authkey { get; set; } = Hex(64);

    public SecretKey PasswordKey { get; init; } = SecretKey.Generate();

    public string Sauce { get; init; } = Hex(32);

    public SecretKey PrivateKey { get; } = SecretKey.Generate();

    public SecretKey SecretKey { get; } = SecretKey.Generate();

    public static string Hex(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    public static async Task<TestUser> RegisterAsync(TestServer server, string name)
    {
        var user = new TestUser { Username = $"{name}@example.com" };
        await user.RegisterAsync(server);
        return user;
    }

    public async Task RegisterAsync(TestServer server) =>
        (await server.PostAsync("/authentication/register/", RegisterBody().ToJsonString())).ShouldBe(
            HttpStatusCode.Created, """{"success":"REGISTRATION_SUCCESSFUL"}""");

    public JsonObject RegisterBody()
    {
        var privateKey = SecretBox.SealKey(PasswordKey, PrivateKey);
        var secretKey = SecretBox.SealKey(PasswordKey, SecretKey);
        return new JsonObject
        {
            ["username"] = Username,
            ["email"] = Username,
            ["authkey"] = Authkey,
            ["public_key"] = PublicKey.Of(PrivateKey).ToHex(),
            ["private_key"] = privateKey.Text,
            ["private_key_nonce"] = privateKey.Nonce,
            ["secret_key"] = secretKey.Text,
            ["secret_key_nonce"] = secretKey.Nonce,
            ["user_sauce"] = Sauce,
            ["hashing_algorithm"] = "scrypt",
            ["hashing_parameters"] = new JsonObject { ["u"] = 14, ["r"] = 8, ["p"] = 1, ["l"] = 64 },
        };
    }

    /// <summary>Logs in and activates the session, like an installation of the web client: with a fingerprint and a clock.</summary>
    public async Task<TestSession> LogInAsync(TestServer server, int? duration = null)
    {
        var session = await StartLoginAsync(server, duration);
        (await session.ActivateAsync()).ShouldSucceed();
        return session;
    }

    /// <summary>Logs in as far as a token that is not active yet.</summary>
    /// <param name="fingerprint">Of a device that logged in before.</param>
    public async Task<TestSession> StartLoginAsync(
        TestServer server, int? duration = null, bool withDevice = true, string? fingerprint = null)
    {
        using var ephemeral = SecretKey.Generate();
        fingerprint ??= withDevice ? Guid.NewGuid().ToString() : null;
        var answer = await server.PostAsync("/authentication/login/", LoginBody(server, ephemeral, fingerprint, duration));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        var opened = Box.Open(ephemeral, server.PublicKey, answer["login_info"], answer["login_info_nonce"]);
        return new TestSession(server, this, JsonNode.Parse(opened)!.AsObject(), ephemeral, fingerprint);
    }

    public string LoginBody(TestServer server, SecretKey ephemeral, string? fingerprint, int? duration = null)
    {
        var credentials = new JsonObject { ["username"] = Username, ["authkey"] = Authkey };
        if (fingerprint is not null)
        {
            credentials["device_fingerprint"] = fingerprint;
            credentials["device_description"] = "a test";
            credentials["device_time"] = server.Clock.GetUtcNow().ToString("O");
        }

        return Boxed(server, ephemeral, credentials.ToJsonString(), duration);
    }

    public static string Boxed(TestServer server, SecretKey ephemeral, string credentials, int? duration = null)
    {
        var box = Box.Seal(ephemeral, server.PublicKey, credentials);
        var body = new JsonObject
        {
            ["public_key"] = PublicKey.Of(ephemeral).ToHex(),
            ["login_info"] = box.Text,
            ["login_info_nonce"] = box.Nonce,
        };
        if (duration is not null)
            body["session_duration"] = duration;
        return body.ToJsonString();
    }
}
