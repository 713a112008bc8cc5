using System.Net;
using System.Text.Json.Nodes;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.DeviceCodes;

/// <summary>A device asks for a code, and the owner of an account claims it (part 1, sections 15.1 and 15.2).</summary>
public sealed class DeviceCodeTests
{
    private static readonly TimeSpan JustOver = TimeSpan.FromSeconds(301);

    [Theory, BothDatabases]
    public async Task A_device_gets_a_code_for_five_minutes(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--web-client-url", "https://vault.example.com/");
        var device = await TestDevice.AskAsync(server);
        var other = await TestDevice.AskAsync(server);

        Assert.Equal(HttpStatusCode.Created, device.Created.Status);
        Assert.Equal(["id", "state", "valid_till", "server_public_key", "web_client_url"],
            device.Created.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("pending", "2026-11-23T19:17:46.181998Z"), (device.Created["state"], device.Created["valid_till"]));
        Assert.Equal("https://vault.example.com", device.Created["web_client_url"]);
        Assert.True(Guid.TryParseExact(device.Id, "D", out _));
        Assert.Equal("no-store", device.Created.Headers["Cache-Control"]);
        Assert.NotEqual(device.Created["server_public_key"], other.Created["server_public_key"]);
        (await device.PollAsync()).ShouldRefuse("DEVICE_CODE_NOT_CLAIMED");
        (await device.PollAsync("")).ShouldRefuse("DEVICE_CODE_NOT_CLAIMED");
    }

    [Theory]
    [InlineData("device_fingerprint", "\"123456789012345678901\"", "Ensure this field has at least 22 characters.")]
    [InlineData("device_fingerprint", null, "This field is required.")]
    [InlineData("device_description", "\"ab\"", "Ensure this field has at least 3 characters.")]
    [InlineData("device_date", "\"yesterday\"",
        "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].")]
    [InlineData("device_date", null, "This field is required.")]
    [InlineData("user_public_key", "\"abcd\"", "INVALID_USER_PUBLIC_KEY")]
    [InlineData("user_public_key", "\"0000000000000000000000000000000000000000000000000000000000000000\"", "INVALID_USER_PUBLIC_KEY")]
    [InlineData("user_public_key", null, "This field is required.")]
    public async Task What_a_device_says_is_checked(string field, string? value, string message)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var body = TestDevice.NewBody(server);
        body.Remove(field);
        if (value is not null)
            body[field] = JsonNode.Parse(value);

        (await server.PostAsync("/device-code/", body.ToJsonString()))
            .ShouldBe(HttpStatusCode.BadRequest, $$"""{"{{field}}":["{{message}}"]}""");
    }

    [Theory, BothDatabases]
    public async Task Only_a_session_claims_and_it_claims_once(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        var device = await TestDevice.AskAsync(server);

        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await server.SendAsync(HttpMethod.Put, $"/device-code/{device.Id}/claim/", device.ClaimBody())).Status);
        var claimed = await device.ClaimAsync(alice);
        Assert.Equal((HttpStatusCode.OK, true), (claimed.Status, claimed.WasSealed));
        Assert.Equal(
            ["state", "user", "server_public_key", "user_public_key", "encrypted_credentials", "encrypted_credentials_nonce"],
            claimed.Json.EnumerateObject().Select(member => member.Name));
        (await device.ClaimAsync(bob)).ShouldBe(HttpStatusCode.Forbidden, """{"detail":"DEVICE_CODE_USER_MISMATCH"}""");
        (await device.ClaimAsync(alice)).ShouldBe(HttpStatusCode.Forbidden, """{"detail":"DEVICE_CODE_ALREADY_CLAIMED"}""");
    }

    [Theory, BothDatabases]
    public async Task Of_two_who_claim_at_once_one_wins(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        for (var round = 0; round < 5; round++)
        {
            var device = await TestDevice.AskAsync(server);
            var answers = await Task.WhenAll(device.ClaimAsync(alice), device.ClaimAsync(bob));
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Forbidden], answers.Select(answer => answer.Status).Order());
        }
    }

    [Theory, BothDatabases]
    public async Task A_code_that_has_expired_or_never_was_cannot_be_claimed(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var device = await TestDevice.AskAsync(server);
        server.Clock.Advance(JustOver);

        (await device.ClaimAsync(alice)).ShouldBe(HttpStatusCode.Forbidden, """{"detail":"DEVICE_CODE_EXPIRED"}""");
        var unknown = await alice.PutAsync($"/device-code/{Guid.NewGuid()}/claim/", device.ClaimBody());
        unknown.ShouldBe(HttpStatusCode.NotFound, """{"detail":"No DeviceCode matches the given query."}""");
        Assert.True(unknown.WasSealed);
        (await device.PollAsync()).ShouldRefuse("DEVICE_CODE_EXPIRED");
        (await device.PollAsync()).ShouldRefuse("DEVICE_CODE_NOT_FOUND");
    }

    [Fact]
    public async Task Credentials_are_hex()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        var device = await TestDevice.AskAsync(server);

        (await alice.PutAsync(
            $"/device-code/{device.Id}/claim/", """{"encrypted_credentials_input":"xy","encrypted_credentials_nonce":"00"}"""))
            .ShouldBe(HttpStatusCode.BadRequest, """{"encrypted_credentials_input":["NO_VALID_HEX"]}""");
        (await device.PollAsync()).ShouldRefuse("DEVICE_CODE_NOT_CLAIMED");
    }

    [Theory, BothDatabases]
    public async Task The_approver_is_told_what_the_device_says_it_is(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        var device = await TestDevice.AskAsync(server);
        var path = $"/device-code/{device.Id}/";

        (await alice.GetAsync(path)).ShouldBe(
            HttpStatusCode.OK,
            """
            {"state":"pending","create_date":"2026-11-23T19:12:46.181998Z","valid_till":"2026-11-23T19:17:46.181998Z",
            "device_description":"a machine"}
            """);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync(path)).Status);
        (await device.ClaimAsync(alice)).ShouldSucceed();
        Assert.Equal("claimed", (await alice.GetAsync(path))["state"]);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.GetAsync(path)).Status);
        server.Clock.Advance(JustOver);
        Assert.Equal(HttpStatusCode.NotFound, (await alice.GetAsync(path)).Status);
    }

    [Theory]
    [InlineData("GET", "/device-code/", "GET method not supported. Use POST to create a new device code.")]
    [InlineData("DELETE", "/device-code/", "DELETE method not supported. Use POST to create a new device code.")]
    [InlineData(
        "POST", "/device-code/0e1ed23d-cac8-4a04-868b-275bf43b81cd/claim/", "POST method not supported. Use PUT to claim a device code.")]
    public async Task Another_method_is_told_which_one_to_use(string method, string path, string detail)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");

        var answer = path.EndsWith("claim/", StringComparison.Ordinal)
            ? await alice.SendAsync(new(method), path, "{}")
            : await server.SendAsync(new(method), path);

        answer.ShouldBe(HttpStatusCode.MethodNotAllowed, $$"""{"detail":"{{detail}}"}""");
    }

    [Theory]
    [InlineData("0e1ed23dcac84a04868b275bf43b81cd"), InlineData("{0e1ed23d-cac8-4a04-868b-275bf43b81cd}"), InlineData("x")]
    public async Task An_id_in_a_path_is_a_UUID_with_hyphens(string id)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var answer = await server.PostAsync($"/device-code/{id}/token/", "{}");
        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (answer.Status, answer.ContentType));
    }

    [Fact]
    public async Task Anonymous_bodies_and_rates_are_bounded()
    {
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, "--throttling", "true", "--throttle-rate-device-code", "2/day",
            "--throttle-rate-device-code-token", "3/day");
        var large = $$"""{"x":"{{new string('x', 70_000)}}"}""";
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await server.PostAsync("/device-code/", large)).Status);
        var device = await TestDevice.AskAsync(server);
        Assert.Equal(
            HttpStatusCode.TooManyRequests, (await server.PostAsync("/device-code/", TestDevice.NewBody(server).ToJsonString())).Status);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await device.PollAsync(large)).Status);
        (await device.PollAsync()).ShouldRefuse("DEVICE_CODE_NOT_CLAIMED");
        (await device.PollAsync()).ShouldRefuse("DEVICE_CODE_NOT_CLAIMED");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await device.PollAsync()).Status);
    }
}
