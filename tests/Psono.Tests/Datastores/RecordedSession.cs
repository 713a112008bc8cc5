using System.Text;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Tests.Cryptography;

namespace Psono.Tests.Datastores;

/// <summary>The recorded session of the web client, with the account's keys opened by its password.</summary>
internal sealed class RecordedSession
{
    private readonly JsonNode _transcript = VectorFile.Load("transcript.json");

    public RecordedSession()
    {
        var user = Answer("POST", "/authentication/login/")["login_info"]!["user"]!;
        using var passwordKey = PasswordHash.EncryptionKey(
            Text(_transcript["user"]!, "password"), Text(user, "user_sauce"), HashingParameters.Default);
        UserPrivateKey = SecretBox.OpenKey(passwordKey, Text(user, "private_key"), Text(user, "private_key_nonce"))!;
        var activated = Answer("POST", "/authentication/activate-token/")["user"]!;
        UserSecretKey = SecretBox.OpenKey(passwordKey, Text(activated, "secret_key"), Text(activated, "secret_key_nonce"))!;
        DatastoreId = Guid.Parse(Text(Request("PUT", "/secret/"), "parent_datastore_id"));
        var datastore = Answer("GET", $"/datastore/{DatastoreId}/");
        using var datastoreKey = SecretBox.OpenKey(UserSecretKey, Text(datastore, "secret_key"), Text(datastore, "secret_key_nonce"))!;
        var update = Requests("POST", "/datastore/").Single(request => Text(request, "datastore_id") == DatastoreId.ToString());
        Tree = Open(datastoreKey, update, "data");
        using var secretKey = SecretKey.FromHex(Text(JsonNode.Parse(Tree)!["items"]![0]!, "secret_key"));
        Secret = Open(secretKey, Request("PUT", "/secret/"), "data");
    }

    public SecretKey UserPrivateKey { get; }

    public SecretKey UserSecretKey { get; }

    public Guid DatastoreId { get; }

    /// <summary>The tree that the web client stored.</summary>
    public string Tree { get; }

    /// <summary>The secret that the web client stored.</summary>
    public string Secret { get; }

    public JsonNode Result => _transcript["result"]!;

    public JsonNode Request(string method, string path) => Requests(method, path).First();

    public IEnumerable<JsonNode> Requests(string method, string path) =>
        Exchanges(method, path).Select(exchange => (exchange["request_plain"] ?? exchange["request"])!);

    public JsonNode Answer(string method, string path) =>
        Exchanges(method, path).Select(exchange => (exchange["response_plain"] ?? exchange["response"])!).First();

    public static string Open(SecretKey key, JsonNode json, string member) =>
        Encoding.UTF8.GetString(SecretBox.Open(key, Text(json, member), Text(json, member + "_nonce"))!);

    public static string Text(JsonNode json, string member) => json[member]!.GetValue<string>();

    private IEnumerable<JsonNode> Exchanges(string method, string path) =>
        _transcript["exchanges"]!.AsArray().Where(exchange => Text(exchange!, "method") == method && Text(exchange!, "path") == path)!;
}
