using System.Net.Mail;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Mail;
using Psono.Server.Users;

namespace Psono.Server.Sessions;

/// <summary>Tells users by mail that a session of theirs has begun, so that they notice one that is not theirs.</summary>
internal sealed partial class LoginNotice(ServerParts parts)
{
    private readonly ServerOptions _options = parts.Options;
    private readonly Mailer _mailer = new(parts.Options);
    private readonly ILogger<LoginNotice> _logger = parts.Log<LoginNotice>();

    /// <summary>Nobody waits for it, and a mail server that is down keeps nobody from logging in.</summary>
    public void SendLater(HttpContext context, StoredUser user, string email)
    {
        if (!_options.SendsEmail || _options.DisableEmailNewLogin)
            return;
        var (time, address) = (parts.Clock.Now().WithOffset(), parts.Addresses.Of(context));
        _ = SendAsync(user.Id, email, $"Somebody, probably you, logged in as {user.Username} at {time} from {address}.");
    }

    private async Task SendAsync(Guid userId, string email, string what)
    {
        try
        {
            await _mailer.SendAsync(email, "New login", $"""
                {what}

                If it was not you, change your password and end the session at {_options.WebClientUrl}
                """);
        }
#pragma warning disable CA1031 // Nothing waits for this task: what is not caught here is lost.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.MailFailed(_logger, userId, (e as SmtpException)?.StatusCode.ToString() ?? e.GetType().Name);
        }
    }

    private static partial class Log
    {
        // Without the exception: its text names the address.
        [LoggerMessage(1, LogLevel.Warning, "The mail about a new login of user {UserId} could not be sent: {Reason}")]
        public static partial void MailFailed(ILogger logger, Guid userId, string reason);
    }
}
