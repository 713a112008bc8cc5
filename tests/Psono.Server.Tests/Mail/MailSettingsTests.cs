using System.Collections;
using Microsoft.Extensions.Time.Testing;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Mail;

namespace Psono.Server.Tests.Mail;

public sealed class MailSettingsTests
{
    private const string InTheClear =
        "--email-tls none would send links in the clear that whoever is on the way can use: starttls and tls encrypt them; "
        + "--email-allow-plaintext true is for a network that nobody else is in";

    [Theory]
    [InlineData("starttls", nameof(MailTls.StartTls), 587)]
    [InlineData("true", nameof(MailTls.StartTls), 587)]
    [InlineData("tls", nameof(MailTls.Implicit), 465)]
    [InlineData("none", nameof(MailTls.None), 587)]
    [InlineData("FALSE", nameof(MailTls.None), 587)]
    public void The_port_is_the_usual_one(string text, string tls, int port)
    {
        var options = Read("--email-tls", text);

        Assert.Equal((tls, port), (options.EmailTls.ToString(), options.EmailPort));
        Assert.Equal(25, Read("--email-tls", text, "--email-port", "25").EmailPort);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void On_this_machine_anything_may_go_in_the_clear(string host) =>
        Read("--email-host", host, "--email-tls", "none", "--email-user", "vault", "--email-password", "x");

    [Fact]
    public void To_another_machine_only_what_was_allowed_and_never_a_password()
    {
        string[] settings = ["--email-host", "relay", "--email-tls", "none"];

        Refuses(InTheClear, settings);
        Read([.. settings, "--email-allow-plaintext", "true"]);
        Refuses(
            "--email-tls none would send the password in the clear: starttls and tls encrypt it, or leave out --email-user",
            [.. settings, "--email-allow-plaintext", "true", "--email-user", "vault", "--email-password", "x"]);
    }

    [Fact]
    public void What_cannot_be_is_refused_where_it_is_set()
    {
        Refuses("--email-user and --email-password belong together", "--email-user", "vault");
        Refuses("--email-tls: expected starttls, tls or none", "--email-tls", "ssl");
        Refuses("--default-language: expected en or fr", "--default-language", "de");
    }

    [Theory]
    [InlineData("vault@example.com", "", "vault@example.com")]
    [InlineData("psono@localhost", "", "psono@localhost")]
    [InlineData("vault@intranet", "", "vault@intranet")]
    [InlineData("Example vault <vault@example.com>", "Example vault", "vault@example.com")]
    [InlineData("\"Coffre, équipe\" <vault@example.com>", "Coffre, équipe", "vault@example.com")]
    public void A_sender_may_have_a_name(string text, string name, string address) =>
        Assert.Equal(new MailSender(name, address), Read("--email-from", text).EmailFrom);

    [Theory]
    [InlineData("vault")]
    [InlineData("vault@")]
    [InlineData("Vault <vault@example.com> extra")]
    [InlineData("Vault\r\nBcc: eve@example.com <vault@example.com>")]
    [InlineData("Vault <va\r\nult@example.com>")]
    public void What_is_no_sender_is_refused(string text) => Refuses(
        "--email-from: expected an address such as vault@example.com or Example vault <vault@example.com>", "--email-from", text);

    [Fact]
    public async Task A_file_without_an_authority_is_refused_at_the_start()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("ca.pem");

        Assert.StartsWith($"cannot read {file}: ", Problem(file), StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "nothing");
        Assert.Equal($"there is no certificate in {file}: it has to begin with -----BEGIN CERTIFICATE-----", Problem(file));
        await File.WriteAllTextAsync(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.Equal($"a certificate in {file} is damaged", Problem(file));
    }

    private static string Problem(string file) => Assert.Throws<StartException>(
        () => new Mailer(Read("--email-verify-ca-file", file), new FakeTimeProvider())).Message;

    private static ServerOptions Read(params string[] arguments) => OptionsReader.Read(arguments, new Hashtable());

    private static void Refuses(string message, params string[] arguments) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Read(arguments)).Message);
}
