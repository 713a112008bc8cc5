using System.Text;
using System.Text.Json.Nodes;
using Psono.Client.Accounts;
using Psono.Protocol.Cryptography;

namespace Psono.Server.Tests.Clients;

/// <summary>A network that listens, and that knows the session's key: what the client really sends, opened.</summary>
internal sealed class RecordingNetwork : DelegatingHandler
{
    public List<(string Request, JsonObject Headers, JsonNode? Body)> Requests { get; } = [];

    public VaultSession? Session { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = new JsonObject();
        foreach (var header in request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []))
            headers[header.Key] = string.Join(", ", header.Value);
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        Requests.Add(($"{request.Method} {request.RequestUri!.AbsolutePath["/server".Length..]}", headers,
            body?["nonce"] is null ? body : Open(body)));
        return await base.SendAsync(request, cancellationToken);
    }

    public JsonNode? Open(JsonNode sealedJson)
    {
        using var key = SecretKey.FromHex(Session!.SessionSecretKey);
        return JsonNode.Parse(
            Encoding.UTF8.GetString(SecretBox.Open(key, sealedJson["text"]!.GetValue<string>(), sealedJson["nonce"]!.GetValue<string>())!));
    }
}
