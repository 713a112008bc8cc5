using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Psono.Client.Accounts;
using Psono.Client.Vault;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

/// <summary>
/// Our client does what the web client did in the recorded session, and has to send the same: the same members, of the same form.
/// </summary>
public sealed partial class WebClientRequestTests
{
    private static readonly JsonArray Exchanges =
        JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", "transcript.json")))!["exchanges"]!.AsArray();

    [Fact]
    public async Task Every_request_has_the_members_that_the_web_client_sends()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var network = new RecordingNetwork { Session = await world.NewSessionAsync() };
        var client = world.Open(network.Session, network);
        await client.Secrets.CreateAsync(VaultWorld.Content("production database", "db_host=h"), []);
        using var key = await client.ApiKeys.CreateAsync(new VaultApiKeyRights("service key"));
        await client.ApiKeys.GrantAsync(key, (await client.Datastore.ReadAsync()).Items.Single());

        Compare(network, "PUT /datastore/", "PUT /secret/", "PUT /api-key/", "PUT /api-key/secret/");

        // The one difference: the version that was read, so that nothing of another client is overwritten. Stock servers know it.
        var update = network.Requests.Last(request => request.Request == "POST /datastore/").Body!.AsObject();
        Assert.True(update.Remove("old_write_date"));
        Assert.Equal(Form(Recorded("POST /datastore/")), Form(update));
    }

    [Fact]
    public async Task Registration_and_login_send_what_the_web_client_sends()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var network = new RecordingNetwork { Session = await world.NewSessionAsync() };
        var transport = world.Transport(network);
        var credentials = new VaultCredentials { Username = "bobby@example.com", Password = VaultWorld.Password };
        var identity = await VaultWorld.IdentityAsync(transport);
        await VaultClient.RegisterAsync(transport, identity, credentials, credentials.Username);
        await Assert.ThrowsAnyAsync<Exception>(() => VaultClient.LoginAsync(transport, identity, credentials, world.Server.Clock));

        Compare(network, "POST /authentication/register/", "POST /authentication/prelogin/", "POST /authentication/login/");
    }

    [Fact]
    public async Task Every_request_proves_when_and_where_it_was_made()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var network = new RecordingNetwork { Session = await world.NewSessionAsync() };
        var client = world.Open(network.Session, network);
        await client.ListSessionsAsync();
        await client.ListSessionsAsync();

        Assert.All(network.Requests, request =>
            Assert.Equal($"Token {network.Session.Token}", request.Headers["Authorization"]!.GetValue<string>()));
        var validators = network.Requests.ConvertAll(request => request.Headers["Authorization-Validator"]!.GetValue<string>());
        Assert.Equal(2, validators.Distinct().Count());
        Assert.Equal(
            $$"""{"request_time":"2026-11-23T19:12:46.181Z","request_device_fingerprint":"{{network.Session.DeviceFingerprint}}"}""",
            network.Open(JsonNode.Parse(validators[0])!)!.ToJsonString());
    }

    private static void Compare(RecordingNetwork network, params string[] requests)
    {
        foreach (var request in requests)
        {
            var sent = network.Requests.First(sent => sent.Request == request).Body;
            Assert.Equal($"{request} {Form(Recorded(request))}", $"{request} {Form(sent)}");
        }
    }

    private static JsonNode? Recorded(string request)
    {
        var exchange = Exchanges.First(exchange => $"{exchange!["method"]} {exchange["path"]}" == request)!;
        return exchange["request_plain"] is { } plain && exchange["authorization"] is not null ? plain : exchange["request"];
    }

    /// <summary>
    /// Members and the form of their values: keys, nonces and ids differ each time, so only their length counts. What we add to the
    /// protocol is in one member that other servers pass over.
    /// </summary>
    private static string Form(JsonNode? body) => string.Join(
        ", ",
        body!.AsObject().Where(member => member.Key != "psono_net").OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"{member.Key}: {FormOfValue(member.Value)}"));

    private static string? FormOfValue(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? Text(text) : node?.ToJsonString();

    private static string Text(string text) =>
        Id.IsMatch(text) ? "id" : Hex.IsMatch(text) ? (text.Length > 160 ? "sealed" : $"{text.Length} digits") : "text";

    [GeneratedRegex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    private static partial Regex Id { get; }

    [GeneratedRegex("^[0-9a-f]{48,}$")]
    private static partial Regex Hex { get; }
}
