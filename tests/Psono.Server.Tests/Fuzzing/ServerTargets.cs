using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Psono.Protocol.Cryptography;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Sessions;
using Psono.Server.Tests.ApiKeys;
using Psono.Server.Tests.Hosting;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Server.Tests.Fuzzing;

/// <summary>
/// What anybody may send to a server, and what somebody who is logged in may put into the boxes: changed before it is sealed. An answer of
/// 500, or none, is a finding.
/// </summary>
internal sealed class ServerTargets(FuzzWorld world)
{
    public static readonly string[] Names = ["request-body", "request-header", "sealed-request", "sealed-validator", "sealed-login"];

    private static readonly byte[][] Open =
    [
        .. new[]
        {
            """
            POST /authentication/prelogin/
            {"username":"fuzz0@example.com"}
            """,
            """
            POST /authentication/register/
            {"username":"new@example.com","email":"new@example.com","authkey":"00","public_key":"00","user_sauce":"00","hashing_algorithm":
            "scrypt","hashing_parameters":{"u":14,"r":8,"p":1,"l":64}}
            """,
            """
            POST /authentication/verify-email/
            {"activation_code":"00"}
            """,
            """
            POST /authentication/login/
            {"public_key":"00","login_info":"00","login_info_nonce":"00","session_duration":86400}
            """,
            """
            POST /api-key-access/inspect/
            {"api_key_id":"{key}","psono_net":{"secret_ids":["{secret}"],"title_tags":["00"],"max_bytes":1000}}
            """,
            """
            POST /api-key-access/secret/
            {"api_key_id":"{key}","secret_id":"{secret}","api_key_secret_key":"00","json_filter":"a.b"}
            """,
            """
            PUT /api-key-access/secret/
            {"api_key_id":"{key}","secret_id":"{secret}","data":"00","data_nonce":"00"}
            """,
            """
            POST /device-code/
            {"device_fingerprint":"f","device_description":"abc","device_date":"2026-11-23T19:12:46Z","user_public_key":"00"}
            """,
            "POST /device-code/{key}/token/\n{}", "GET /info/\n",
        }.Select(FuzzTarget.Utf8),
    ];

    public IReadOnlyList<FuzzTarget> All() =>
    [
        Of("request-body", SendAsync, ["Psono.Server/Http/Fields/RequestBody.cs", "Psono.Server/Users/HashingParametersField.cs"]) with
        {
            Seeds = Open,
        },
        Of("request-header", SendHeadersAsync, ["Psono.Server/Authentication/TokenHeader.cs", "Psono.Server/Http/Fields/PathId.cs"]) with
        {
            Seeds =
            [
                FuzzTarget.Utf8("/datastore/\nToken 00\n{\"text\":\"00\",\"nonce\":\"00\"}"), FuzzTarget.Utf8("/info/?a=%zz\nBearer x\n"),
            ],
        },
        Of("sealed-request", SendSealedAsync, ["Psono.Server/Authentication/Sealing.cs", "Psono.Server/Http/Fields/JsonText.cs"]) with
        {
            Seeds = [.. world.SealedRequests.Select(FuzzTarget.Utf8)],
        },
        Of(
            "sealed-validator", FuzzTarget.Bytes(CheckValidator),
            ["Psono.Server/Authentication/RequestValidators.cs", "Psono.Server/Http/Fields/WireTime.cs"]) with
        {
            Seeds = [FuzzTarget.Utf8("""{"request_time":"2026-11-23T19:12:46.181998Z","request_device_fingerprint":"f"}""")],
        },
        Of("sealed-login", LogInAsync, ["Psono.Server/Sessions/LoginEndpoints.cs"]) with
        {
            Seeds =
            [
                FuzzTarget.Utf8(
                    """
                    {"username":"fuzz0@example.com","authkey":"00","device_fingerprint":"f","device_description":"d",
                    "device_time":"2026-11-23T19:12:46Z"}
                    """),
            ],
        },
        Of("api-key-login", LogInWithKeyAsync, ["Psono.Server/ApiKeys/ApiKeyLoginEndpoints.cs"]) with
        {
            Seeds =
            [
                FuzzTarget.Utf8(
                    """
                    {"api_key_id":"{key}","session_public_key":"f5b290a256d19f99e30c4cd341153da6ce674349576518218e981c8fddb5d561",
                    "session_duration":60,"device_fingerprint":"f","device_description":"d","device_time":"2026-11-23T19:12:46Z"}
                    """),
            ],
        },
    ];

    private static FuzzTarget Of(string name, Func<byte[], Task> call, string[] sources) => new()
    {
        Name = name,
        Sources = sources,
        Seeds = [],
        Words = ["{datastore}", "{secret}", "{key}", "\"data\":", "\"psono_net\":"],
        CallAsync = call,
        Inputs = 150,
    };

    private async Task SendAsync(byte[] input)
    {
        var (method, path, body) = Split(input);
        using var request = new HttpRequestMessage(method, path);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Judge(await world.Server.SendAsync(request));
    }

    private async Task SendHeadersAsync(byte[] input)
    {
        var lines = world.WithIds(FuzzTarget.Decode(input)).Split('\n', 3);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(lines[0]));
        foreach (var (header, value) in new[] { "Authorization", "Authorization-Validator" }.Zip(lines[1..]))
            request.Headers.TryAddWithoutValidation(header, new string([.. value.Where(c => c is >= ' ' and < '\x7f')]));
        Judge(await world.Server.SendAsync(request));
    }

    private async Task SendSealedAsync(byte[] input)
    {
        var (method, path, body) = Split(input);
        var sealedBody = method == HttpMethod.Get ? null : Seal(body);
        var answer = await world.Session.SendRawAsync(
            method, path["/server".Length..], sealedBody, world.Session.Sealed(world.Session.Validator()));
        Judge(answer);
        if (answer.Status == HttpStatusCode.Unauthorized)
            await world.LogInAsync();
    }

    /// <summary>Not over the network: a wrong one ends the session.</summary>
    private void CheckValidator(byte[] input)
    {
        var now = world.Server.Clock.GetUtcNow();
        var token = new StoredToken(
            Guid.Empty, Guid.Empty, now, now, "", "", null, "f", now, Active: true, Read: true, Write: true, UserIsActive: true,
            UserIsEmailActive: true, RequirePasswordChange: false, IsAdministrator: false,
            ApiKeyId: null, Restricted: false, EmergencyCodeId: null);
        _ = new RequestValidators(new ServerOptions(), world.Server.Clock).Check(Seal(input), token, world.Session.SecretKey);
    }

    private async Task LogInAsync(byte[] credentials)
    {
        using var ephemeral = SecretKey.Generate();
        var box = Box.Seal(ephemeral, world.Server.PublicKey, credentials);
        var key = PublicKey.Of(ephemeral).ToHex();
        var body = $$"""{"public_key":"{{key}}","login_info":"{{box.Text}}","login_info_nonce":"{{box.Nonce}}"}""";
        Judge(await world.Server.PostAsync("/authentication/login/", body));
    }

    private async Task LogInWithKeyAsync(byte[] info) => Judge(await world.Server.PostAsync(
        "/api-key/login/", TestKeyLogin.Body(world.WithIds(FuzzTarget.Decode(info)), world.Key.PrivateKey)));

    private string Seal(byte[] plaintext) =>
        JsonSerializer.Serialize(SecretBox.Seal(world.Session.SecretKey, plaintext), Protocol.PsonoJsonContext.Wire.SealedText);

    private (HttpMethod Method, string Path, byte[] Body) Split(byte[] input)
    {
        // Byte by byte: what is no UTF-8 shall stay so.
        var text = world.WithIds(Encoding.Latin1.GetString(input));
        var lines = text.Split('\n', 2);
        var words = lines[0].Split(' ', 2);
        var method = words[0] is "PUT" or "DELETE" or "GET" ? new HttpMethod(words[0]) : HttpMethod.Post;
        return (method, Path(words[^1]), Encoding.Latin1.GetBytes(lines.Length > 1 ? lines[1] : ""));
    }

    /// <summary>What a client can send as a path at all.</summary>
    private static string Path(string text) => "/server/" + string.Concat(
        text.Take(500).Where(c => c is > ' ' and < '\x7f' and not ('#' or '\\')).Select(c => c == '%' ? "%25" : $"{c}")).TrimStart('/');

    private static void Judge(TestAnswer answer) =>
        Assert.True((int)answer.Status < 500, $"{(int)answer.Status}: {answer.Text}");
}
