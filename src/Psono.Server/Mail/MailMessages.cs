using System.Net;
using System.Text;
using MimeKit;
using Psono.Server.Configuration;
using Psono.Server.Http.Fields;
using Psono.Shared;

namespace Psono.Server.Mail;

/// <summary>How a mail goes over the wire.</summary>
internal static class MailMessages
{
    /// <exception cref="MailException">There is no such address.</exception>
    public static MimeMessage Of(MailText text, string to, ServerOptions options, DateTimeOffset now)
    {
        // Whatever has the shape holds no line break and no second address.
        if (!EmailAddress.IsValid(to))
            throw new MailException("the address is malformed");
        var message = new MimeMessage
        {
            Date = now,
            MessageId = $"{Guid.NewGuid():N}@{DomainOf(options)}",
            Subject = Printable.Of(options.EmailSubjectPrefix + text.Subject),
            // As it is, lines of any length and all letters pass through everything.
            Body = new TextPart("plain") { ContentTransferEncoding = ContentEncoding.QuotedPrintable, Text = text.Body + "\n" },
        };
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.From.Add(new MailboxAddress(Encoding.UTF8, options.EmailFrom.Name, options.EmailFrom.Address));
        message.To.Add(new MailboxAddress(Encoding.UTF8, "", to));
        return message;
    }

    /// <summary>What other mail servers know of us: not the name of this machine, but of the vault.</summary>
    public static string HostOf(ServerOptions options) => new Uri(options.WebClientUrl).IdnHost;

    private static string DomainOf(ServerOptions options) =>
        HostOf(options) is var host && IPAddress.TryParse(host, out _) ? $"[{host}]" : host;
}
