using System.Net;
using System.Net.Mail;
using Psono.Server.Configuration;

namespace Psono.Server.Mail;

/// <summary>Sends the few mails of this server as plain text.</summary>
internal sealed class Mailer(ServerOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <exception cref="SmtpException">The mail server did not take it.</exception>
    public async Task SendAsync(string to, string subject, string text)
    {
        using var client = new SmtpClient(options.EmailHost, options.EmailPort) { EnableSsl = options.EmailTls };
        if (options.EmailUser is { } user)
            client.Credentials = new NetworkCredential(user, options.EmailPassword);
        using var message = new MailMessage(options.EmailFrom, to, subject, text);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await client.SendMailAsync(message, patience.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new SmtpException("the mail server does not answer", e);
        }
    }
}
