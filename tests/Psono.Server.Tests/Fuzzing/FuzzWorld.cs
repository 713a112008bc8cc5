using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Psono.Server.Tests.ApiKeys;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.Fuzzing;

/// <summary>A server, somebody who is logged in to it, and something of every kind that requests are about.</summary>
public sealed partial class FuzzWorld : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _ids = [];
    private int _users;

    /// <summary>For files that are not the server's.</summary>
    public string Directory => _directory.Path;

    internal TestServer Server { get; private set; } = null!;

    internal TestSession Session { get; private set; } = null!;

    internal TestApiKey Key { get; private set; } = null!;

    /// <summary>Bodies that the server takes, each behind its method and path. Ids are in braces.</summary>
    internal IReadOnlyList<string> SealedRequests { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await LogInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>Anew with another account: the old one may be gone.</summary>
    internal async Task LogInAsync()
    {
        Session = await Server.RegisterAndLogInAsync($"fuzz{_users++}");
        var datastore = await TestDatastore.CreateAsync(Session);
        var secret = await TestSecret.CreateAsync(Session, datastore);
        var key = Key = await TestApiKey.CreateAsync(Session, write: true, insecure: true);
        var grant = await key.GrantAsync(Session, secret);
        _ids["{datastore}"] = $"{datastore}";
        _ids["{secret}"] = $"{secret.Id}";
        _ids["{link}"] = $"{secret.LinkId}";
        _ids["{key}"] = $"{key.Id}";
        _ids["{grant}"] = $"{grant}";
        SealedRequests =
        [
            Request("PUT /datastore/", TestDatastore.Body("d", "settings", isDefault: false)),
            Request("POST /datastore/", Members(("datastore_id", "{datastore}"), ("data", "00"), ("data_nonce", TestUser.Hex(24)))),
            Request("PUT /secret/", TestSecret.Body(datastore)),
            Request("POST /secret/", secret.Change("{}")),
            Request("POST /bulk-secret-read/", new JsonObject { ["secret_ids"] = new JsonArray("{secret}") }),
            Request(
                "PUT /bulk-secret/", Members(("secrets", new JsonArray(TestSecret.Body())), ("parent_datastore_id", "{datastore}"))),
            Request("POST /secret/link/", new JsonObject { ["link_id"] = "{link}", ["new_parent_datastore_id"] = "{datastore}" }),
            Request("DELETE /secret/link/", new JsonObject { ["link_id"] = "{link}" }),
            Request("PUT /api-key/", TestApiKey.Body(Session.User, key.Key)),
            Request("POST /api-key/", new JsonObject { ["api_key_id"] = "{key}", ["title"] = "t", ["read"] = true, ["write"] = false }),
            Request("PUT /api-key/secret/", key.GrantBody(Session.User, secret)),
            Request("DELETE /api-key/secret/", new JsonObject { ["api_key_secret_id"] = "{grant}" }),
            Request("POST /user/search/", new JsonObject { ["user_username"] = "fuzz0@example.com" }),
            Request("PUT /user/update/", new JsonObject { ["email"] = "fuzz@example.com", ["authkey_old"] = Session.User.Authkey }),
            Request("POST /authentication/logout/", new JsonObject { ["session_id"] = null }),
            Request("GET /history/{secret}/", []), Request("GET /api-key/secret/{key}/", []), Request("GET /datastore/{datastore}/", []),
        ];
    }

    /// <summary>The same with the ids that there are now.</summary>
    internal string WithIds(string text) => _ids.Aggregate(text, (made, id) => made.Replace(id.Key, id.Value, StringComparison.Ordinal));

    private static JsonObject Members(params (string Name, JsonNode Value)[] members) =>
        [.. members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Name, member.Value))];

    /// <summary>With names in the place of ids, and digits of no meaning in that of random ones: inputs do not depend on the run.</summary>
    private string Request(string line, JsonObject body)
    {
        var text = _ids.Aggregate($"{line}\n{body.ToJsonString()}", (made, id) => made.Replace(id.Value, id.Key, StringComparison.Ordinal));
        var count = line.Length;
        return RandomHex.Replace(text, found => string.Concat(found.Value.Select(c => c == '-' ? "-" : $"{count++ * 7 % 16:x}")));
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}")]
    private static partial Regex RandomHex { get; }
}
