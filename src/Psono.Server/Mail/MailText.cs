namespace Psono.Server.Mail;

/// <summary>A mail as somebody reads it: plain text.</summary>
internal sealed record MailText(string Subject, string Body);
