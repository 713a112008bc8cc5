namespace Psono.Server.Mail;

/// <summary>A mail was not sent. Why, in a line for the log: it names no address and nothing that the mail server said.</summary>
internal sealed class MailException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Trying again later may help.</summary>
    public bool MayPass { get; init; }

    /// <summary>What the mail server said, which may name the address.</summary>
    public string? Reply { get; init; }
}
