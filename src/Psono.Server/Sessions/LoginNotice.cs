using System.Net.Mail;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Mail;
using Psono.Server.RateLimiting;
using Psono.Server.Users;

namespace Psono.Server.Sessions;

/// <summary>Tells users by mail that a session of theirs has begun, so that they notice one that is not theirs.</summary>
internal sealed partial class LoginNotice(Mailer mailer, ClientAddress addresses, ServerOptions options, TimeProvider clock, ILogger<LoginNotice> logger)
{
    /// <summary>Nobody waits for it, and a mail server that is down keeps nobody from logging in.</summary>
    public void SendLater(HttpContext context, StoredUser user, string email)
    {
        if (options.SendsEmail && !options.DisableEmailNewLogin)
            _ = SendAsync(user.Id, email, $"Somebody, probably you, logged in as {user.Username} at {clock.Now().WithOffset()} from {addresses.Of(context)}.");
    }

    private async Task SendAsync(Guid userId, string email, string what)
    {
        try
        {
            await mailer.SendAsync(email, "New login", $"""
                {what}

                If it was not you, change your password and end the session at {options.WebClientUrl}
                """);
        }
#pragma warning disable CA1031 // Nothing waits for this task: what is not caught here is lost.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.MailFailed(logger, userId, (e as SmtpException)?.StatusCode.ToString() ?? e.GetType().Name);
        }
    }

    private static partial class Log
    {
        // Without the exception: its text names the address.
        [LoggerMessage(1, LogLevel.Warning, "The mail about a new login of user {UserId} could not be sent: {Reason}")]
        public static partial void MailFailed(ILogger logger, Guid userId, string reason);
    }
}
