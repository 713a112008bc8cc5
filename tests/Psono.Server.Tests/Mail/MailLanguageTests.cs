using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Operations;

namespace Psono.Server.Tests.Mail;

/// <summary>Which mail comes in which language, and with whose clock.</summary>
public sealed class MailLanguageTests
{
    [Theory, BothDatabases]
    public async Task Mails_come_in_the_language_of_the_account_and_with_its_clock(DatabaseKind kind)
    {
        var mails = await MailServer.SharedAsync();
        await using var server = await TestServer.StartAsync(
            kind, [.. mails.Arguments("starttls:good"), "--trusted-country-header", "CF-IPCountry"]);
        server.Http.DefaultRequestHeaders.Add("CF-IPCountry", "CA");
        var alice = await RegisterAsync(server, "fr-CA,fr;q=0.9");
        Assert.Equal("Confirmez votre adresse e-mail", (await mails.NextAsync(alice.Username)).Subject);
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set is_email_active = true"));

        var session = await alice.LogInAsync(server);
        var first = await mails.NextAsync(alice.Username);
        (await session.PutAsync("/user/update/", """{"language":"en-GB","zoneinfo":"America/Montreal"}""")).ShouldSucceed();
        await alice.LogInAsync(server);
        var second = await mails.NextAsync(alice.Username);
        (await session.PutAsync("/user/update/", """{"language":"de"}""")).ShouldSucceed();
        await alice.LogInAsync(server);

        Assert.Equal("Nouvelle connexion", first.Subject);
        Assert.Contains("23 novembre 2026 à 20:12 (Europe/Berlin)\n", first.Body, StringComparison.Ordinal);
        Assert.Contains("Adresse IP\u202f: 127.0.0.1\nPays\u202f: CA\n", first.Body, StringComparison.Ordinal);
        Assert.Equal("New login", second.Subject);
        Assert.Contains("Time: 23 November 2026, 14:12 (America/Montreal)\n", second.Body, StringComparison.Ordinal);
        Assert.Equal("New login", (await mails.NextAsync(alice.Username)).Subject);
    }

    [Fact]
    public async Task Whose_language_is_not_known_or_not_available_gets_that_of_the_server()
    {
        var mails = await MailServer.SharedAsync();
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, [.. mails.Arguments("none"), "--default-language", "fr"]);

        foreach (var (header, subject) in new[]
        {
            ("", "Confirmez votre adresse e-mail"), ("de", "Confirmez votre adresse e-mail"), ("en-US", "Confirm your e-mail address"),
        })
        {
            var user = await RegisterAsync(server, header);
            Assert.Equal(subject, (await mails.NextAsync(user.Username)).Subject);
        }
    }

    [Fact]
    public async Task Who_invites_says_in_which_language()
    {
        var mails = await MailServer.SharedAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, mails.Arguments("none"));
        var user = await TestUser.RegisterAsync(server, "root");
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set is_email_active = true, is_superuser = true"));
        var root = await user.LogInAsync(server);
        var (bob, carol, dave) = (Unique("bob"), Unique("carol"), Unique("dave"));

        await server.AskAsync("user", "invite", bob, "--mail", "--language", "fr");
        await server.AskAsync("user", "invite", carol, "--mail");
        (await root.PostAsync("/admin/invitation/", $$"""{"username":"{{dave}}","mail":true,"language":"fr"}""")).ShouldSucceed();

        var french = await mails.NextAsync(bob);
        Assert.Equal("Votre invitation", french.Subject);
        Assert.Contains("jusqu’au 30 novembre 2026 à 19:12 (UTC).", french.Body, StringComparison.Ordinal);
        Assert.Equal("Your invitation", (await mails.NextAsync(carol)).Subject);
        Assert.Equal("Votre invitation", (await mails.NextAsync(dave)).Subject);
    }

    private static string Unique(string name) => $"{name}{Guid.NewGuid():N}@example.com";

    private static async Task<TestUser> RegisterAsync(TestServer server, string language)
    {
        var user = new TestUser { Username = Unique("alice") };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/server/authentication/register/");
        request.Content = new StringContent(user.RegisterBody().ToJsonString(), null, "application/json");
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        (await server.SendAsync(request)).ShouldSucceed();
        return user;
    }
}
