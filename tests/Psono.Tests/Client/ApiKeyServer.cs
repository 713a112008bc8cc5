using System.Text.Json.Nodes;
using Psono.Client.ApiKeys;
using Psono.Client.Http;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Client;

/// <summary>The API-key access of a Psono server: a stock one, or one that answers for all secrets at once.</summary>
internal sealed class ApiKeyServer : IAsyncDisposable
{
    public static readonly Guid ApiKeyId = new("00000000-0000-4000-8000-000000000001");
    public static readonly string SecretKeyHex = new('a', 64);

    private readonly bool _bulk;

    public ApiKeyServer(bool bulk, params string[] contents)
        : this(bulk, port: null, contents)
    {
    }

    public ApiKeyServer(bool bulk, ClosedPort? port, params string[] contents)
    {
        _bulk = bulk;
        using var key = SecretKey.FromHex(SecretKeyHex);
        Secrets = [.. contents.Select((content, i) => new StoredSecret(IdOf(i), key, content))];
        Http = new ScriptedServer(
            async request =>
            {
                await Before(request);
                return Answer(request);
            },
            port: port);
    }

    public List<StoredSecret> Secrets { get; }

    public ScriptedServer Http { get; }

    public bool MayRead { get; set; } = true;

    /// <summary>Secrets that are listed, but left out of a bulk answer.</summary>
    public HashSet<Guid> Withheld { get; } = [];

    /// <summary>Which secret is handed out in place of another.</summary>
    public Dictionary<Guid, StoredSecret> Impostors { get; } = [];

    /// <summary>The titles that grants carry for the key, with their tags.</summary>
    private Dictionary<Guid, GrantTitle> Titles { get; } = [];

    /// <summary>Secrets whose write date is not told, as servers did before they knew old_write_date.</summary>
    public bool TellsWriteDate { get; set; } = true;

    /// <summary>What happens before the server looks for an answer.</summary>
    public Func<ReceivedRequest, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>What the server does instead of answering.</summary>
    public Func<ReceivedRequest, Reply?> Fault { get; set; } = _ => null;

    public static Guid IdOf(int number) => new($"00000000-0000-4000-9000-{number:x12}");

    public static string Variables(params (string Key, string Value)[] variables) => new JsonObject
    {
        ["environment_variables_title"] = "title",
        ["environment_variables_variables"] = new JsonArray(
            [.. variables.Select(v => (JsonNode)new JsonObject { ["key"] = v.Key, ["value"] = v.Value })]),
        ["custom_fields"] = new JsonArray(),
    }.ToJsonString();

    /// <summary>Gives the grant of a secret a title.</summary>
    public void Index(int number, string title)
    {
        using var key = SecretKey.FromHex(SecretKeyHex);
        var text = SecretBox.Seal(key, title);
        Titles[IdOf(number)] = new GrantTitle { Title = text.Text, TitleNonce = text.Nonce, TitleTag = TitleTag.Of(key, title) };
    }

    /// <summary>The grant of a secret as other clients make it.</summary>
    public void Unbind(int number)
    {
        using var key = SecretKey.FromHex(SecretKeyHex);
        Secrets[number].Unbind(key);
    }

    /// <summary>A command line of psonoci with this server and its key.</summary>
    public string[] Args(params string[] args) =>
        ["--api-key-id", $"{ApiKeyId}", "--api-secret-key-hex", SecretKeyHex, "--server-url", $"{Http.Url}", .. args];

    public ApiKeyClient Connect(string? secretKeyHex = null, HttpOptions? http = null) => new(
        new HttpTransport(Http.Url, http ?? new HttpOptions { Timeout = TimeSpan.FromSeconds(20) }),
        ApiKeyId,
        SecretKey.FromHex(secretKeyHex ?? SecretKeyHex));

    public ValueTask DisposeAsync() => Http.DisposeAsync();

    private Reply Answer(ReceivedRequest request)
    {
        if (Fault(request) is { } fault)
            return fault;
        var body = JsonNode.Parse(request.Body)!;
        if (request.Target.EndsWith("/inspect/", StringComparison.Ordinal))
        {
            var answer = Inspect(body);
            return _bulk && body["psono_net"] is not null ? Tagged(request, answer) : Reply.Of(Reply.Utf8(answer), "text/html");
        }

        var secret = Secrets.Find(secret => secret.Id == body["secret_id"]!.GetValue<Guid>());
        if (secret is null || !MayRead)
            return Reply.Json("""{"non_field_errors":["NO_PERMISSION_OR_NOT_EXIST"]}""", 400);
        return request.Method == "PUT" ? secret.Write(request.Body, TellsWriteDate) : Reply.Of(Reply.Utf8(ToJson(secret, TellsWriteDate)));
    }

    private JsonObject ToJson(StoredSecret secret, bool withWriteDate = true)
    {
        if (!Impostors.TryGetValue(secret.Id, out var impostor))
            return secret.ToJson(withWriteDate);
        var json = impostor.ToJson(withWriteDate);
        json["secret_id"] = secret.Id;
        return json;
    }

    private static Reply Tagged(ReceivedRequest request, JsonObject answer)
    {
        var json = Reply.Utf8(answer);
        var tag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(json))}\"";
        return request.Head.Contains($"If-None-Match: {tag}", StringComparison.OrdinalIgnoreCase)
            ? new Reply(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n"))
            : Reply.Of(json, head: $"ETag: {tag}\r\n");
    }

    private JsonObject Inspect(JsonNode request)
    {
        var answer = new JsonObject
        {
            ["allow_insecure_access"] = false,
            ["restrict_to_secrets"] = true,
            ["read"] = MayRead,
            ["write"] = true,
            ["api_key_secrets"] = new JsonArray([.. Secrets.AsEnumerable().Reverse()
                .Select(secret => (JsonNode)new JsonObject { ["secret_id"] = secret.Id, ["write_date"] = secret.WriteDate })]),
        };
        if (_bulk && request["psono_net"] is { } wish)
            answer["psono_net"] = Bulk(wish);
        return answer;
    }

    private JsonObject Bulk(JsonNode wish)
    {
        var ids = wish["secret_ids"]?.AsArray().Select(id => id!.GetValue<Guid>()).ToHashSet();
        var tags = wish["title_tags"]?.AsArray().Select(tag => tag!.GetValue<string>()).ToHashSet();
        var found = Secrets.Where(secret => MayRead && wish["secrets"]!.GetValue<bool>() && !Withheld.Contains(secret.Id)
            && ((ids is null && tags is null) || ids?.Contains(secret.Id) == true
                || (Titles.TryGetValue(secret.Id, out var title) && tags?.Contains(title.TitleTag) == true)));
        var answer = new JsonObject { ["secrets"] = new JsonArray([.. found.Select(secret => (JsonNode)ToJson(secret))]) };
        if (wish["titles"]?.GetValue<bool>() == true)
        {
            answer["titles"] = new JsonArray([.. Titles.Select(title =>
                (JsonNode)new JsonObject
                {
                    ["secret_id"] = title.Key,
                    ["title"] = title.Value.Title,
                    ["title_nonce"] = title.Value.TitleNonce,
                })]);
        }

        return answer;
    }
}
