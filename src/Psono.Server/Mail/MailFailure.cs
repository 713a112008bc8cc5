using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Psono.Server.Configuration;
using Psono.Shared;

namespace Psono.Server.Mail;

/// <summary>Why a mail could not be sent, in words for whoever set up the mail server.</summary>
internal static class MailFailure
{
    private const int FirstPermanent = 500;
    private const int PortOfImplicitTls = 465;

    /// <param name="e">What went wrong.</param>
    /// <param name="untrusted">What is wrong with the certificate; null: nothing.</param>
    /// <param name="options">Where the mail was to go.</param>
    public static MailException Of(Exception e, string? untrusted, ServerOptions options)
    {
        var server = $"{options.EmailHost}:{options.EmailPort}";
        return e switch
        {
            _ when untrusted is not null => new($"the certificate of {options.EmailHost} is not trusted: {untrusted}", e),
            SmtpCommandException refused => Refused(refused, options),
            AuthenticationException wrong => new($"{server} does not accept the user name or the password", e)
            {
                MayPass = wrong.InnerException is SmtpCommandException { StatusCode: < (SmtpStatusCode)FirstPermanent },
                Reply = OneLine(wrong.Message, options),
            },
            ServiceNotAuthenticatedException => new($"{server} requires a login: --email-user and --email-password", e),
            NotSupportedException when options.EmailUser is not null && e.Message.Contains("AUTH", StringComparison.OrdinalIgnoreCase) =>
                new($"{server} does not offer a login: leave out --email-user", e),
            NotSupportedException => new($"{server} does not offer STARTTLS, and nothing is sent without it; is it --email-tls tls?", e),
            SslHandshakeException => new($"{server} does not speak TLS{Hint(options)}", e) { MayPass = true },
            OperationCanceledException or TimeoutException => new($"{server} does not answer{Hint(options)}", e) { MayPass = true },
            SocketException socket => new($"cannot connect to {server}: {Words(socket)}", e) { MayPass = true },
            IOException or SmtpProtocolException => new($"{server} ends the connection{Hint(options)}", e) { MayPass = true },
            ArgumentException or FormatException => new("the address is malformed", e),
            _ => new($"{server}: {e.GetType().Name}", e),
        };
    }

    /// <summary>What the mail server said, fit to print, and never with the password in it, as it was or as it was sent.</summary>
    public static string OneLine(string reply, ServerOptions options)
    {
        var line = string.Join(' ', reply.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (options is { EmailUser: { } user, EmailPassword: { } password })
        {
            foreach (var secret in new[] { Base64($"\0{user}\0{password}"), Base64(password), password })
                line = line.Replace(secret, "…", StringComparison.Ordinal);
        }

        return Printable.Short(line);
    }

    private static MailException Refused(SmtpCommandException refused, ServerOptions options)
    {
        var code = (int)refused.StatusCode;
        var what = refused.ErrorCode switch
        {
            SmtpErrorCode.RecipientNotAccepted => "the recipient",
            SmtpErrorCode.SenderNotAccepted => "the sender (--email-from)",
            SmtpErrorCode.MessageNotAccepted => "the mail",
            _ => "the connection",
        };
        return new($"the mail server refused {what} ({code})", refused)
        {
            MayPass = code < FirstPermanent,
            Reply = OneLine($"{code} {refused.Message}", options),
        };
    }

    private static string Words(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostNotFound or SocketError.NoData => "the name is not known",
        SocketError.TryAgain => "the name cannot be looked up now",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "there is no way to it",
        SocketError.TimedOut => "it does not answer",
        _ => e.SocketErrorCode.ToString(),
    };

    /// <summary>The usual mistake, whose symptoms are many.</summary>
    private static string Hint(ServerOptions options) => options switch
    {
        { EmailTls: not MailTls.Implicit, EmailPort: PortOfImplicitTls } => "; port 465 needs --email-tls tls",
        { EmailTls: MailTls.Implicit, EmailPort: not PortOfImplicitTls } => "; is it --email-tls starttls?",
        _ => "",
    };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
