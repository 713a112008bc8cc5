using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Psono.Protocol;
using Psono.Protocol.Cryptography;

namespace Psono.Server.Tests.Clients;

/// <summary>
/// A server that has been taken over: it has the real one's keys, changes what that answers, and keeps the session for itself.
/// </summary>
internal sealed class HostileNetwork(SecretKey serverKey) : DelegatingHandler
{
    private SecretKey? _sessionKey;

    public Action<JsonObject> Info { get; init; } = _ => { };

    public Action<JsonObject> Prelogin { get; init; } = _ => { };

    /// <summary>Changes what is in the box of the login; gets the ephemeral key that goes with it.</summary>
    public Action<JsonObject, SecretKey> Login { get; init; } = (_, _) => { };

    /// <summary>The one-time password that it takes.</summary>
    public string? OneTimePassword { get; init; }

    public List<string> Requests { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath["/server/".Length..];
        Requests.Add(path);
        var sent = request.Content is null ? [] : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
        if (path == "authentication/ga-verify/")
            return Verify(sent);

        var response = await base.SendAsync(request, cancellationToken);
        Action<JsonObject>? change = path switch
        {
            "info/" => Info,
            "authentication/prelogin/" => Prelogin,
            "authentication/login/" => answer => ChangeLogin(answer, Key(sent["public_key"])),
            _ => null,
        };
        if (change is null || response.StatusCode != HttpStatusCode.OK)
            return response;
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
        change(answer);
        response.Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json");
        return response;
    }

    /// <summary>Seals a text so that the client takes it for the server's.</summary>
    public static void Seal(JsonObject target, string member, SecretKey from, PublicKey to, string text)
    {
        var box = Box.Seal(from, to, text);
        target[member] = box.Text;
        target[member + "_nonce"] = box.Nonce;
    }

    public static PublicKey Key(JsonNode? hex)
    {
        Assert.True(PublicKey.TryFromHex(hex!.GetValue<string>(), out var key));
        return key!;
    }

    private void ChangeLogin(JsonObject answer, PublicKey client)
    {
        var opened = Box.Open(serverKey, client, answer["login_info"]!.GetValue<string>(), answer["login_info_nonce"]!.GetValue<string>())!;
        var login = JsonNode.Parse(opened)!.AsObject();
        using var ephemeral = SecretKey.Generate();
        _sessionKey = SecretKey.Generate();
        login["session_public_key"] = PublicKey.Of(ephemeral).ToHex();
        Seal(login, "session_secret_key", ephemeral, client, _sessionKey.ToHex());
        Seal(login, "user_validator", ephemeral, Key(login["user"]!["public_key"]), new string('a', 64));
        Login(login, ephemeral);
        Seal(answer, "login_info", serverKey, client, login.ToJsonString());
    }

    private HttpResponseMessage Verify(JsonObject sent)
    {
        var opened = SecretBox.Open(_sessionKey!, sent["text"]!.GetValue<string>(), sent["nonce"]!.GetValue<string>())!;
        var isRight = JsonNode.Parse(opened)!["ga_token"]!.GetValue<string>() == OneTimePassword;
        var answer = SecretBox.Seal(_sessionKey!, isRight ? "{}" : """{"non_field_errors":["GA_TOKEN_INCORRECT"]}""");
        return new HttpResponseMessage(isRight ? HttpStatusCode.OK : HttpStatusCode.BadRequest)
        {
            Content = new StringContent(
                System.Text.Json.JsonSerializer.Serialize(answer, PsonoJsonContext.Wire.SealedText), Encoding.UTF8, "application/json"),
        };
    }
}
