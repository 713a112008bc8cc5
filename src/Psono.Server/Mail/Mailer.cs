using System.Text;
using MailKit.Net.Smtp;
using MailKit.Security;
using Psono.Server.Configuration;
using Psono.Server.Data;

namespace Psono.Server.Mail;

// docs/decisions/0073
/// <summary>Brings a mail to the mail server, over a connection of its own.</summary>
internal sealed class Mailer
{
    private readonly ServerOptions _options;
    private readonly TimeProvider _clock;
    private readonly MailAuthorities? _authorities;

    /// <exception cref="StartException">The certificates of the authority cannot be read.</exception>
    public Mailer(ServerOptions options, TimeProvider clock) =>
        (_options, _clock, _authorities) = (options, clock, MailAuthorities.Open(options));

    /// <exception cref="MailException">The mail server did not take it.</exception>
    public async Task<MailReceipt> SendAsync(string to, MailText text, CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(_options.EmailTimeoutSeconds));
        var trust = new MailServerTrust(_authorities);
        try
        {
            using var message = MailMessages.Of(text, to, _options, _clock.Now());
            using var client = new SmtpClient();
            client.LocalDomain = MailMessages.HostOf(_options);
            client.ServerCertificateValidationCallback = trust.Accepts;
            // As browsers do: many authorities do not answer for single certificates any more.
            client.CheckCertificateRevocation = false;
            await client.ConnectAsync(_options.EmailHost!, _options.EmailPort, Socket(_options.EmailTls), patience.Token);
            if (_options.EmailUser is { } user)
                await client.AuthenticateAsync(Encoding.UTF8, user, _options.EmailPassword!, patience.Token);
            var reply = await client.SendAsync(message, patience.Token);
            var receipt = new MailReceipt(MailFailure.OneLine(reply, _options), client.IsSecure ? client.SslProtocol : null);
            await SayGoodbyeAsync(client, patience.Token);
            return receipt;
        }
        catch (Exception e) when (e is not MailException && !cancellationToken.IsCancellationRequested)
        {
            throw MailFailure.Of(e, trust.Problem, _options);
        }
    }

    private static SecureSocketOptions Socket(MailTls tls) => tls switch
    {
        MailTls.StartTls => SecureSocketOptions.StartTls,
        MailTls.Implicit => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    private static async Task SayGoodbyeAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
#pragma warning disable CA1031 // The mail is delivered, whatever comes now.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Nothing is lost.
        }
    }
}
