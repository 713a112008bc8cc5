using System.Collections;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Psono.Server.Configuration;
using Psono.Server.Mail;

namespace Psono.Server.Tests.Mail;

/// <summary>Against a real mail server.</summary>
public sealed class MailerTests
{
    private static readonly MailText Hello = new("Hello", "Hello.");

    [Theory]
    [InlineData("starttls:good")]
    [InlineData("starttls:good:login")]
    [InlineData("tls:good:login")]
    public async Task A_mail_goes_encrypted_and_logged_in_and_names_the_vault_not_this_machine(string port)
    {
        var server = await MailServer.SharedAsync();
        var to = Unique("alice");

        var receipt = await SendAsync([.. server.Arguments(port), .. Login()], to, Hello);

        var mail = await server.NextAsync(to);
        Assert.Equal("2.0.0 Ok: queued as 4C1D2", receipt.Reply);
        Assert.True(mail.IsEncrypted);
        Assert.True(mail.IsLoggedIn);
        Assert.Equal("vault.example.com", mail.Host);
        Assert.Equal("vault@example.com", mail.Sender);
        Assert.Equal([to], mail.To);
        Assert.EndsWith("@vault.example.com", mail.MessageId, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 19, 12, 46, TimeSpan.Zero), mail.Date);
        Assert.Equal(("Hello", "Hello.\n"), (mail.Subject, mail.Body));
        Assert.DoesNotContain(Environment.MachineName, mail.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["Auto-Submitted", "Date", "From", "MIME-Version", "Message-Id", "Subject", "To"], mail.Headers);
    }

    [Fact]
    public async Task Somebody_on_the_way_who_takes_STARTTLS_away_gets_nothing()
    {
        var server = await MailServer.SharedAsync();
        await using var proxy = new StrippingProxy(server.Port("starttls:good"));
        string[] settings = [.. server.Arguments("starttls:good"), .. Login(), "--email-port", $"{proxy.Port}"];

        var problem = await FailAsync(settings, Unique("alice"));

        Assert.Equal(
            $"localhost:{proxy.Port} does not offer STARTTLS, and nothing is sent without it; is it --email-tls tls?", problem.Message);
        Assert.Equal(["EHLO"], proxy.Heard.Split("\r\n").Select(line => line.Split(' ')[0]).Where(word => word.Length > 0));
    }

    [Theory]
    [InlineData("starttls:other", "it is for other.example.com")]
    [InlineData("tls:other", "it is for other.example.com")]
    [InlineData("starttls:stranger", "'localhost' issued it, which is not in --email-verify-ca-file")]
    public async Task A_certificate_that_is_not_right_gets_no_password(string port, string why)
    {
        var server = await MailServer.SharedAsync();
        var password = Unique("password");

        var problem = await FailAsync(
            [.. server.Arguments(port), "--email-user", "vault", "--email-password", password], Unique("alice"));

        Assert.Equal($"the certificate of localhost is not trusted: {why}", problem.Message);
        Assert.False(problem.MayPass);
        Assert.DoesNotContain(password, server.Passwords);
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_not_trusted()
    {
        var server = await MailServer.SharedAsync();

        var problem = await FailAsync(server.Arguments("starttls:expired"), Unique("alice"));

        Assert.StartsWith("the certificate of localhost is not trusted: it is valid from 20", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_that_only_we_have_is_not_one_of_this_machine()
    {
        var server = await MailServer.SharedAsync();
        var arguments = server.Arguments("starttls:good").ToList();
        arguments.RemoveRange(arguments.IndexOf("--email-verify-ca-file"), 2);

        var problem = await FailAsync([.. arguments], Unique("alice"));

        Assert.Equal(
            "the certificate of localhost is not trusted: 'Example Authority' issued it, which this machine does not trust; "
            + "--email-verify-ca-file names a private authority",
            problem.Message);
    }

    [Fact]
    public async Task The_address_of_a_server_counts_as_its_name()
    {
        var server = await MailServer.SharedAsync();
        var to = Unique("alice");

        await SendAsync(server.Arguments("starttls:good", "127.0.0.1"), to, Hello);
        var problem = await FailAsync(server.Arguments("starttls:other", "127.0.0.1"), to);

        Assert.True((await server.NextAsync(to)).IsEncrypted);
        Assert.Equal("the certificate of 127.0.0.1 is not trusted: it is for other.example.com", problem.Message);
    }

    [Fact]
    public async Task A_wrong_password_is_not_in_the_reason_even_if_the_server_repeats_it()
    {
        var server = await MailServer.SharedAsync();
        var arguments = server.Arguments("starttls:good");

        var wrong = await FailAsync([.. arguments, "--email-user", "vault", "--email-password", "Geheim-1"], Unique("alice"));
        var repeated = await FailAsync([.. arguments, "--email-user", "echo", "--email-password", "Geheim-2"], Unique("alice"));

        Assert.Equal($"localhost:{server.Port("starttls:good")} does not accept the user name or the password", wrong.Message);
        Assert.Equal("535: 5.7.8 Authentication credentials invalid", wrong.Reply);
        Assert.False(wrong.MayPass);
        Assert.Equal("535: 5.7.8 echo may not log in with …", repeated.Reply);
    }

    [Fact]
    public async Task A_login_that_is_required_or_not_offered_is_named()
    {
        var server = await MailServer.SharedAsync();

        var required = await FailAsync(server.Arguments("starttls:good:login"), Unique("alice"));
        var absent = await FailAsync([.. server.Arguments("none:nologin"), .. Login()], Unique("alice"));

        Assert.Equal(
            $"localhost:{server.Port("starttls:good:login")} requires a login: --email-user and --email-password", required.Message);
        Assert.Equal(
            $"localhost:{server.Port("none:nologin")} does not offer a login: leave out --email-user", absent.Message);
    }

    [Theory]
    [InlineData("nobody", "the mail server refused the recipient (550)", "550 5.1.1 <{0}>: no such mailbox", false)]
    [InlineData("later", "the mail server refused the recipient (451)", "451 4.7.1 try again later", true)]
    public async Task A_recipient_who_is_refused_is_in_the_reply_and_not_in_the_reason(
        string name, string reason, string reply, bool mayPass)
    {
        var server = await MailServer.SharedAsync();
        var to = name == "later" ? Unique(name) : $"{name}@example.com";

        var problem = await FailAsync(server.Arguments("starttls:good"), to);

        Assert.Equal((reason, string.Format(null, reply, to), mayPass), (problem.Message, problem.Reply, problem.MayPass));
    }

    [Fact]
    public async Task Letters_of_all_alphabets_and_lines_of_any_length_arrive()
    {
        var server = await MailServer.SharedAsync();
        var to = Unique("alice");
        var body = $"{new string('é', 3000)}\n.\n.dot\nFrom here = there\n\n{new string('x', 3000)}";

        await SendAsync(
            [
                .. server.Arguments("none"),
                "--email-from", "Coffre de l’équipe, à côté <vault@example.com>", "--email-subject-prefix", "[Café]",
            ],
            to, new MailText("Schlüssel 鍵 🔑 " + new string('w', 300), body));

        var mail = await server.NextAsync(to);
        Assert.Equal("[Café] Schlüssel 鍵 🔑 " + new string('w', 300), mail.Subject);
        Assert.Equal("Coffre de l’équipe, à côté", mail.From);
        Assert.Equal(body + "\n", mail.Body);
        Assert.All(mail.Text.Split("\r\n"), line => Assert.True(line.Length <= 998, $"{line.Length}"));
        Assert.All(mail.Text, letter => Assert.True(char.IsAscii(letter)));
    }

    [Fact]
    public async Task A_title_in_a_subject_adds_no_header_and_no_text()
    {
        var server = await MailServer.SharedAsync();
        var to = Unique("alice");

        await SendAsync(
            server.Arguments("none"), to, new MailText("Title\r\nBcc: eve@example.com\n\nLog in at\u2028https://evil.example\0", "Text"));

        var mail = await server.NextAsync(to);
        Assert.Equal("Title\uFFFD\uFFFDBcc: eve@example.com\uFFFD\uFFFDLog in at\uFFFDhttps://evil.example\uFFFD", mail.Subject);
        Assert.DoesNotContain("Bcc", mail.Headers);
        Assert.Equal("Text\n", mail.Body);
        Assert.Equal([to], mail.To);
    }

    [Theory]
    [InlineData("alice@example.com\r\nBcc: eve@example.com")]
    [InlineData("alice@example.com, eve@example.com")]
    [InlineData("alice@example.com> SIZE=1\r\nRCPT TO:<eve@example.com")]
    [InlineData("\"alice eve\"@example.com")]
    [InlineData("alice")]
    [InlineData("")]
    public async Task What_is_more_than_one_address_gets_no_mail(string to)
    {
        var server = await MailServer.SharedAsync();

        Assert.Equal("the address is malformed", (await FailAsync(server.Arguments("none"), to)).Message);
    }

    [Fact]
    public async Task A_domain_in_letters_of_its_own_is_written_as_mail_servers_write_it()
    {
        var server = await MailServer.SharedAsync();
        var name = $"alice{Guid.NewGuid():N}";

        await SendAsync(server.Arguments("none"), $"{name}@bücher.example", Hello);

        Assert.Equal([$"{name}@xn--bcher-kva.example"], (await server.NextAsync($"{name}@xn--bcher-kva.example")).To);
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_does_not_answer_may_be_there_later()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;

        var unanswered = await FailAsync(["--email-host", "127.0.0.1", "--email-port", $"{port}", "--email-timeout", "1"], "a@example.com");
        silent.Stop();
        var refused = await FailAsync(["--email-host", "127.0.0.1", "--email-port", $"{port}"], "a@example.com");
        var unknown = await FailAsync(["--email-host", "mail.invalid"], "a@example.com");

        Assert.Equal((true, $"127.0.0.1:{port} does not answer"), (unanswered.MayPass, unanswered.Message));
        Assert.Equal((true, $"cannot connect to 127.0.0.1:{port}: connection refused"), (refused.MayPass, refused.Message));
        Assert.StartsWith("cannot connect to mail.invalid:587: the name ", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_two_ways_of_encrypting_are_told_apart()
    {
        var server = await MailServer.SharedAsync();

        var problem = await FailAsync([.. server.Arguments("starttls:good"), "--email-tls", "tls"], Unique("alice"));

        Assert.Equal(
            $"localhost:{server.Port("starttls:good")} does not speak TLS; is it --email-tls starttls?", problem.Message);
    }

    private static string[] Login() => ["--email-user", MailServer.User, "--email-password", MailServer.Password];

    private static string Unique(string name) => $"{name}{Guid.NewGuid():N}@example.com";

    private static Task<MailReceipt> SendAsync(string[] arguments, string to, MailText text)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 19, 12, 46, TimeSpan.Zero));
        return new Mailer(OptionsReader.Read(arguments, new Hashtable()), clock).SendAsync(to, text);
    }

    private static Task<MailException> FailAsync(string[] arguments, string to) =>
        Assert.ThrowsAsync<MailException>(() => SendAsync(arguments, to, Hello));
}
