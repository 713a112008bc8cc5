using System.Net.Mail;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Mail;
using Psono.Server.Users;

namespace Psono.Server.Administration;

/// <summary>Tells the old address that an administrator gave the account another one: later notices go there.</summary>
internal sealed partial class EmailChangeNotice(ServerParts parts)
{
    private readonly ILogger<EmailChangeNotice> _logger = parts.Log<EmailChangeNotice>();

    /// <summary>Nobody waits for it.</summary>
    public void SendLater(StoredUser before)
    {
        if (parts.Options.SendsEmail && parts.Cipher.Open(before.Email) is { } email)
            _ = SendAsync(before, email);
    }

    private async Task SendAsync(StoredUser user, string email)
    {
        try
        {
            await new Mailer(parts.Options).SendAsync(email, "Your e-mail address was changed", $"""
                An administrator changed the e-mail address of {user.Username} at {parts.Clock.Now().WithOffset()}.

                If you did not ask for it, ask your administrator. From now on, mails go to the new address.
                """);
        }
#pragma warning disable CA1031 // Nothing waits for this task: what is not caught here is lost.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.MailFailed(_logger, user.Id, (e as SmtpException)?.StatusCode.ToString() ?? e.GetType().Name);
        }
    }

    private static partial class Log
    {
        // Without the exception: its text names the address.
        [LoggerMessage(1, LogLevel.Warning, "The mail about the changed address of user {UserId} could not be sent: {Reason}")]
        public static partial void MailFailed(ILogger logger, Guid userId, string reason);
    }
}
