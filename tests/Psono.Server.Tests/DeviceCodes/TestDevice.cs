using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.DeviceCodes;

/// <summary>A device that waits for approval, as the protocol describes it and without our client: its keys, its code, its clock.</summary>
internal sealed class TestDevice
{
    private readonly TestServer _server;

    private TestDevice(TestServer server) => _server = server;

    public SecretKey PrivateKey { get; } = SecretKey.Generate();

    /// <summary>The key in the URL.</summary>
    public SecretKey UrlKey { get; } = SecretKey.Generate();

    public string Fingerprint { get; } = Guid.NewGuid().ToString();

    public TestAnswer Created { get; private set; } = null!;

    public string Id => Created["id"];

    public static async Task<TestDevice> AskAsync(TestServer server, TimeSpan clockError = default)
    {
        var device = new TestDevice(server);
        device.Created = await server.PostAsync("/device-code/", device.Body(clockError).ToJsonString());
        device.Created.ShouldSucceed();
        return device;
    }

    public static JsonObject NewBody(TestServer server) => new TestDevice(server).Body(TimeSpan.Zero);

    public Task<TestAnswer> PollAsync(string body = "{}") => _server.PostAsync($"/device-code/{Id}/token/", body);

    public Task<TestAnswer> ClaimAsync(TestSession session) => session.PutAsync($"/device-code/{Id}/claim/", ClaimBody());

    public string ClaimBody(string credentials = """{"user_private_key":"aa","user_secret_key":"bb","user_sauce":"cc"}""")
    {
        var sealedText = SecretBox.Seal(UrlKey, credentials);
        return $$"""{"encrypted_credentials_input":"{{sealedText.Text}}","encrypted_credentials_nonce":"{{sealedText.Nonce}}"}""";
    }

    public JsonElement Open(TestAnswer answer)
    {
        Assert.True(PublicKey.TryFromHex(Created["server_public_key"], out var serverKey));
        return JsonElement.Parse(Box.Open(PrivateKey, serverKey!, answer["boxed_payload"], answer["nonce"])!);
    }

    /// <summary>A request of the session that the device was given, by a clock that is wrong by as much as it was.</summary>
    public async Task<TestAnswer> GetAsync(JsonElement token, string path, TimeSpan clockError = default, string? fingerprint = null)
    {
        using var key = SecretKey.FromHex(token.GetProperty("session_secret_key").GetString()!);
        var validator = new JsonObject
        {
            ["request_time"] = (_server.Clock.GetUtcNow() + clockError).ToString("O"),
            ["request_device_fingerprint"] = fingerprint ?? Fingerprint,
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/server" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Token", token.GetProperty("token").GetString());
        request.Headers.Add(
            "Authorization-Validator",
            JsonSerializer.Serialize(SecretBox.Seal(key, validator.ToJsonString()), PsonoJsonContext.Wire.SealedText));
        var answer = await _server.SendAsync(request);
        return answer.Json.TryGetProperty("text", out _)
            ? answer with { Text = Encoding.UTF8.GetString(SecretBox.Open(key, answer["text"], answer["nonce"])!), WasSealed = true }
            : answer;
    }

    private JsonObject Body(TimeSpan clockError) => new()
    {
        ["device_fingerprint"] = Fingerprint,
        ["device_description"] = "a machine",
        ["device_date"] = (_server.Clock.GetUtcNow() + clockError).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff") + "00Z",
        ["user_public_key"] = PublicKey.Of(PrivateKey).ToHex(),
    };
}
