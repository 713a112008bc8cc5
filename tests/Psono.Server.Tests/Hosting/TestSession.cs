using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;

namespace Psono.Server.Tests.Hosting;

/// <summary>A client's end of a session: seals what it sends and opens what it gets.</summary>
internal sealed class TestSession
{
    private TestServer _server;
    private readonly string? _validator;

    public TestSession(TestServer server, TestUser user, JsonObject login, SecretKey ephemeral, string? fingerprint)
    {
        _server = server;
        User = user;
        Login = login;
        Fingerprint = fingerprint;
        PublicKey.TryFromHex(Text(login, "session_public_key"), out var serverKey);
        Token = Text(login, "token");
        SecretKey = Box.OpenKey(ephemeral, serverKey!, Text(login, "session_secret_key"), Text(login, "session_secret_key_nonce"))!;
        _validator = Encoding.UTF8.GetString(
            Box.Open(user.PrivateKey, serverKey!, Text(login, "user_validator"), Text(login, "user_validator_nonce"))!);
    }

    /// <summary>Of an API key, which needs no activation.</summary>
    public TestSession(TestServer server, TestUser user, JsonObject login, string? fingerprint)
    {
        _server = server;
        User = user;
        Login = login;
        Fingerprint = fingerprint;
        Token = Text(login, "token");
        SecretKey = SecretKey.FromHex(Text(login, "session_secret_key"));
    }

    public TestUser User { get; }

    /// <summary>What was in the box of the login.</summary>
    public JsonObject Login { get; }

    public string Token { get; }

    public SecretKey SecretKey { get; }

    public string? Fingerprint { get; }

    /// <summary>What the client's clock shows; follows the server's unless a test says otherwise.</summary>
    public TimeSpan ClockError { get; set; }

    /// <summary>Where a proxy says that requests come from.</summary>
    public string? ForwardedFor { get; set; }

    /// <summary>The same session, at another server.</summary>
    public TestSession At(TestServer server)
    {
        var session = (TestSession)MemberwiseClone();
        session._server = server;
        return session;
    }

    public Task<TestAnswer> ActivateAsync()
    {
        var verification = SecretBox.Seal(SecretKey, _validator!);
        return PostAsync(
            "/authentication/activate-token/",
            $$"""{"verification":"{{verification.Text}}","verification_nonce":"{{verification.Nonce}}","zoneinfo":"Europe/Berlin"}""");
    }

    public Task<TestAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<TestAnswer> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    public Task<TestAnswer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

    public Task<TestAnswer> DeleteAsync(string path, string json) => SendAsync(HttpMethod.Delete, path, json);

    public Task<TestAnswer> SendAsync(HttpMethod method, string path, string? json = null) =>
        SendRawAsync(method, path, json is null ? null : Sealed(json), Fingerprint is null ? null : Sealed(Validator()));

    /// <summary>Sends a body and a validator as they are.</summary>
    public async Task<TestAnswer> SendRawAsync(HttpMethod method, string path, string? body, string? validator)
    {
        using var request = new HttpRequestMessage(method, "/server" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Token", Token);
        if (validator is not null)
            request.Headers.Add("Authorization-Validator", validator);
        if (ForwardedFor is not null)
            request.Headers.Add("X-Forwarded-For", ForwardedFor);
        if (body is not null)
            request.Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        return Open(await _server.SendAsync(request));
    }

    public string Sealed(string json) =>
        JsonSerializer.Serialize(SecretBox.Seal(SecretKey, json), Protocol.PsonoJsonContext.Wire.SealedText);

    public string Validator() => new JsonObject
    {
        ["request_time"] = (_server.Clock.GetUtcNow() + ClockError).ToString("O"),
        ["request_device_fingerprint"] = Fingerprint,
    }.ToJsonString();

    private TestAnswer Open(TestAnswer answer)
    {
        if (answer.Status == HttpStatusCode.Unauthorized
            || answer.ContentType != "application/json"
            || !answer.Json.TryGetProperty("nonce", out var nonce))
            return answer;
        var opened = SecretBox.Open(SecretKey, answer["text"], nonce.GetString());
        return opened is null ? answer : answer with { Text = Encoding.UTF8.GetString(opened), WasSealed = true };
    }

    private static string Text(JsonObject json, string member) => json[member]!.GetValue<string>();
}
