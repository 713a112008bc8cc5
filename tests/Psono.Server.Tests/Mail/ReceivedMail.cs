using System.Text;
using System.Text.Json;
using MimeKit;

namespace Psono.Server.Tests.Mail;

/// <summary>A mail as it arrived.</summary>
internal sealed class ReceivedMail(JsonElement said)
{
    private readonly MimeMessage _message =
        MimeMessage.Load(new MemoryStream(Encoding.ASCII.GetBytes(said.GetProperty("text").GetString()!)));

    /// <summary>What the server called itself.</summary>
    public string Host { get; } = said.GetProperty("host").GetString()!;

    public string Sender { get; } = said.GetProperty("sender").GetString()!;

    public IReadOnlyList<string> To { get; } = [.. said.GetProperty("to").EnumerateArray().Select(to => to.GetString()!)];

    public bool IsEncrypted { get; } = said.GetProperty("tls").GetBoolean();

    public bool IsLoggedIn { get; } = said.GetProperty("login").GetBoolean();

    /// <summary>As it went over the wire.</summary>
    public string Text { get; } = said.GetProperty("text").GetString()!;

    public string Subject => _message.Subject ?? "";

    public string Body => (_message.TextBody ?? "").ReplaceLineEndings("\n");

    public string From => ((MailboxAddress)_message.From[0]).Name ?? "";

    public string MessageId => _message.MessageId ?? "";

    public DateTimeOffset Date => _message.Date;

    public IEnumerable<string> Headers => _message.Headers.Select(header => header.Field).Order(StringComparer.Ordinal);
}
