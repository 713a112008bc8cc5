using System.Net.Mail;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Mail;
using Psono.Server.Users;

namespace Psono.Server.SecondFactors;

/// <summary>
/// Tells owners by mail what happened to their second factors: whoever got hold of a session would begin with these.
/// </summary>
internal sealed partial class FactorNotice(ServerParts parts)
{
    private const string Changed = "Two-step login changed";

    private readonly ServerOptions _options = parts.Options;
    private readonly Mailer _mailer = new(parts.Options);
    private readonly UserStore _users = new(parts.Database);
    private readonly ILogger<FactorNotice> _logger = parts.Log<FactorNotice>();

    public void Added(HttpContext context, Session session, FactorKinds kind)
    {
        Log.Added(_logger, session.UserId, session.TokenId, kind);
        SendLater(context, session, Changed, $"Somebody, probably you, added a method ({Word(kind)}) to the two-step login of");
    }

    public void Removed(HttpContext context, Session session, FactorKinds kind)
    {
        Log.Removed(_logger, session.UserId, session.TokenId, kind);
        SendLater(context, session, Changed, $"Somebody, probably you, removed a method ({Word(kind)}) from the two-step login of");
    }

    public void Guessed(HttpContext context, Session session)
    {
        Log.Guessed(_logger, session.UserId);
        SendLater(
            context, session, "Incorrect verification codes",
            "Somebody entered the right password and many incorrect verification codes for");
    }

    /// <summary>By an administrator, or by whoever runs the server.</summary>
    public void Reset(Guid userId)
    {
        if (_options.SendsEmail)
            _ = SendAsync(userId, Changed, user => $"""
                An administrator removed methods from the two-step login of {user} at {parts.Clock.Now().WithOffset()}.

                If you did not ask for it, ask your administrator. Two-step login is set up at {_options.WebClientUrl}
                """);
    }

    private static string Word(FactorKinds kind) => FactorNames.Words(kind)[0];

    /// <summary>Nobody waits for it.</summary>
    private void SendLater(HttpContext context, Session session, string subject, string what)
    {
        if (_options.SendsEmail)
            _ = SendAsync(session.UserId, subject, Text(what, parts.Clock.Now().WithOffset(), parts.Addresses.Of(context).ToString()));
    }

    private Func<string, string> Text(string what, string time, string address) => user => $"""
        {what} {user} at {time} from {address}.

        If it was not you, change your password and look at your two-step login at {_options.WebClientUrl}
        """;

    private async Task SendAsync(Guid userId, string subject, Func<string, string> text)
    {
        try
        {
            if (await _users.FindAsync(userId) is not { } user || parts.Cipher.Open(user.Email) is not { } email)
                return;
            await _mailer.SendAsync(email, subject, text(user.Username));
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
        [LoggerMessage(1, LogLevel.Information, "User {UserId} added a second factor in session {TokenId}: {Kind}")]
        public static partial void Added(ILogger logger, Guid userId, Guid tokenId, FactorKinds kind);

        [LoggerMessage(2, LogLevel.Information, "User {UserId} removed a second factor in session {TokenId}: {Kind}")]
        public static partial void Removed(ILogger logger, Guid userId, Guid tokenId, FactorKinds kind);

        [LoggerMessage(3, LogLevel.Warning, "The day's tries at verification codes of user {UserId} are used up")]
        public static partial void Guessed(ILogger logger, Guid userId);

        // Without the exception: its text names the address.
        [LoggerMessage(4, LogLevel.Warning, "The mail about second factors of user {UserId} could not be sent: {Reason}")]
        public static partial void MailFailed(ILogger logger, Guid userId, string reason);
    }
}
