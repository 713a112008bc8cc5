using System.Security.Authentication;

namespace Psono.Server.Mail;

/// <summary>The mail server took a mail.</summary>
/// <param name="Reply">What it said, fit to print.</param>
/// <param name="Tls">How the connection was protected; null: not at all.</param>
internal sealed record MailReceipt(string Reply, SslProtocols? Tls);
