using System.Net;
using System.Net.Sockets;
using Psono.Server.Mail;
using Psono.Server.Mail.Letters;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Mail;

public sealed class OutboxTests
{
    private static readonly MailReader Reader = new("en");

    [Fact]
    public async Task What_a_mail_server_does_not_take_now_is_sent_again_after_a_while()
    {
        var mails = await MailServer.SharedAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, mails.Arguments("none"));
        var to = $"later{Guid.NewGuid():N}@example.com";

        Post(server, to);

        var arriving = mails.NextAsync(to);
        await PassTimeAsync(server, arriving);
        Assert.Equal("Test e-mail", (await arriving).Subject);
    }

    [Fact]
    public async Task A_server_that_stops_tries_once_more_and_does_not_wait_for_long()
    {
        var mails = await MailServer.SharedAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, mails.Arguments("none"));
        var (soon, later, never) = (Address("alice"), Address("later"), "nobody@example.com");
        Post(server, soon);
        Post(server, later);
        Post(server, never);
        // Refused once, it waits for its next time.
        await mails.NextAsync(soon);
        await Task.Delay(300);

        await server.StopAsync();

        Assert.Equal("Test e-mail", (await mails.NextAsync(later)).Subject);
    }

    [Fact]
    public async Task A_mail_server_that_says_nothing_keeps_no_server_from_stopping()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite,
            "--email-host", "127.0.0.1", "--email-port", $"{((IPEndPoint)silent.LocalEndpoint).Port}", "--email-tls", "none");
        for (var i = 0; i < Outbox.Capacity + 10; i++)
            Post(server, "alice@example.com");

        var stopping = server.StopAsync();

        Assert.Same(stopping, await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromSeconds(15))));
    }

    [Fact]
    public async Task One_account_takes_no_place_from_others()
    {
        var mails = await MailServer.SharedAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, mails.Arguments("none"));
        var (user, other) = (Guid.NewGuid(), Address("bob"));
        string[] all = [.. Enumerable.Range(0, Outbox.CapacityOfUser + 5).Select(_ => Address("later"))];

        foreach (var to in all)
            Post(server, to, user);
        Post(server, other);
        await mails.NextAsync(other);

        await PassTimeAsync(server, Task.WhenAll(all[..Outbox.CapacityOfUser].Select(mails.NextAsync)));
        Assert.All(all[Outbox.CapacityOfUser..], to => Assert.True(mails.HasNone(to)));
    }

    private static async Task PassTimeAsync(TestServer server, Task task)
    {
        while (!task.IsCompleted)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(20));
        }

        await task;
    }

    private static string Address(string name) => $"{name}{Guid.NewGuid():N}@example.com";

    private static void Post(TestServer server, string to, Guid? user = null) =>
        server.Parts.Outbox.Post(user ?? Guid.NewGuid(), to, new TestLetter("https://vault.example.com"), Reader);
}
