namespace Psono.Server.Mail;

/// <summary>How the way to the mail server is protected.</summary>
internal enum MailTls
{
    /// <summary>By STARTTLS, without which nothing is sent.</summary>
    StartTls,

    /// <summary>From the first byte on (port 465).</summary>
    Implicit,

    /// <summary>Not at all.</summary>
    None,
}
