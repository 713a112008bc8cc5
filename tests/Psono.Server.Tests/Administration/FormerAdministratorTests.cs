using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Operations;

namespace Psono.Server.Tests.Administration;

/// <summary>Whoever is no administrator any more, or whose sessions were ended, has kept nothing back.</summary>
public sealed class FormerAdministratorTests
{
    [Theory, BothDatabases]
    public async Task A_request_that_was_held_back_does_not_undo_the_demotion(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var root = await AdministrationTests.RootAsync(server);
        var id = await AdministrationTests.IdAsync(root, "root");
        var body = root.Sealed($$"""{"user_id":"{{id}}","is_superuser":true}""");
        using var client = new TcpClient();
        var url = new Uri(server.Url);
        await client.ConnectAsync(url.Host, url.Port);
        await using var stream = client.GetStream();
        var head = $"PUT /server/admin/user/ HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Token {root.Token}\r\n"
            + $"Authorization-Validator: {root.Sealed(root.Validator())}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body[..20]}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await Task.Delay(500);
        await server.AskAsync("user", "demote", "root@example.com");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(body[20..]));
        using var reader = new StreamReader(stream);

        Assert.StartsWith("HTTP/1.1 401 ", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(["root@example.com is_active is_email_active"], await server.AccountsAsync());
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, "demote")]
    [InlineData(DatabaseKind.Sqlite, "disable")]
    [InlineData(DatabaseKind.Sqlite, "delete")]
    [InlineData(DatabaseKind.PostgreSql, "demote")]
    [InlineData(DatabaseKind.PostgreSql, "disable")]
    [InlineData(DatabaseKind.PostgreSql, "delete")]
    public async Task Invitations_end_with_the_administrator_who_made_them(DatabaseKind kind, string how)
    {
        await using var server = await TestServer.StartAsync(kind, "--allow-registration", "first");
        var root = await AdministrationTests.RootAsync(server);
        var invited = await root.PostAsync(
            "/admin/invitation/", """{"username":"mallory@example.com","days":365,"is_superuser":true}""");

        await server.AskAsync(["user", how, "root@example.com", .. how == "delete" ? new[] { "--yes" } : []]);

        Assert.Equal("", (await server.AskAsync("invitation", "list")).Output);
        var body = new TestUser { Username = "mallory@example.com" }.RegisterBody();
        body["psono_net"] = new JsonObject { ["invitation"] = invited["link"].Split('=')[1] };
        (await server.PostAsync("/authentication/register/", body.ToJsonString())).ShouldBe(
            HttpStatusCode.BadRequest, """{"custom":["INVITATION_NOT_VALID"]}""");
    }

    [Theory, BothDatabases]
    public async Task A_device_that_was_approved_begins_no_session_after_the_last_one_was_ended(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var root = await AdministrationTests.RootAsync(server);
        var alice = await server.RegisterAndLogInAsync("alice");
        using var device = SecretKey.Generate();
        var code = await server.PostAsync("/device-code/", new JsonObject
        {
            ["device_fingerprint"] = "0123456789012345678901234567",
            ["device_description"] = "a thief",
            ["device_date"] = server.Clock.GetUtcNow().ToString("O"),
            ["user_public_key"] = PublicKey.Of(device).ToHex(),
        }.ToJsonString());
        (await alice.PutAsync(
            $"/device-code/{code["id"]}/claim/", """{"encrypted_credentials_input":"aa","encrypted_credentials_nonce":"bb"}"""))
            .ShouldSucceed();
        var user = await root.GetAsync($"/admin/user/{await AdministrationTests.IdAsync(root, "alice")}/");
        foreach (var session in user.Json.GetProperty("sessions").EnumerateArray())
            (await root.DeleteAsync("/admin/session/", $$"""{"session_id":"{{session.GetProperty("id")}}"}""")).ShouldSucceed();

        (await server.PostAsync($"/device-code/{code["id"]}/token/", "{}")).ShouldRefuse("DEVICE_CODE_NOT_FOUND");
    }
}
