using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Mail;
using Psono.Server.Mail.Letters;

namespace Psono.Server.Recovery;

/// <summary>
/// Tells owners by mail what happens to the codes that stand for their password: who can make or use one has everything.
/// </summary>
internal sealed partial class CodeNotice(ServerParts parts)
{
    private readonly OwnerMail _mail = new(parts);
    private readonly ILogger<CodeNotice> _logger = parts.Log<CodeNotice>();

    private string Url => parts.Options.WebClientUrl;

    public Task RecoveryCodeMadeAsync(HttpContext context, Session session)
    {
        Log.RecoveryCodeMade(_logger, session.UserId, session.TokenId);
        return _mail.PostAsync(session.UserId, user => new RecoveryCodeLetter(
            user.Username, parts.Clock.Now(), parts.Addresses.Of(context), Url));
    }

    public Task PasswordResetAsync(HttpContext context, Guid userId)
    {
        Log.PasswordReset(_logger, userId);
        return _mail.PostAsync(userId, user => new PasswordResetLetter(
            user.Username, parts.Clock.Now(), parts.Addresses.Of(context), Url));
    }

    public Task EmergencyCodeMadeAsync(HttpContext context, Session session, string description)
    {
        Log.EmergencyCodeMade(_logger, session.UserId, session.TokenId);
        return _mail.PostAsync(session.UserId, user => new EmergencyCodeLetter(
            user.Username, description, parts.Clock.Now(), parts.Addresses.Of(context), Url));
    }

    public Task WaitingAsync(HttpContext context, Guid userId, string description, DateTimeOffset ready)
    {
        Log.Waiting(_logger, userId);
        return _mail.PostAsync(userId, user => new EmergencyWaitLetter(
            user.Username, description, ready, parts.Clock.Now(), parts.Addresses.Of(context), Url));
    }

    public Task EmergencyLoginAsync(HttpContext context, Guid userId, string description)
    {
        Log.EmergencyLogin(_logger, userId);
        return _mail.PostAsync(userId, user => new EmergencyLoginLetter(
            user.Username, description, parts.Clock.Now(), parts.Addresses.Of(context), Url));
    }

    /// <summary>By an administrator.</summary>
    /// <param name="userId">Whose code it was.</param>
    /// <param name="emergencyCode">The description; null: it was the recovery code.</param>
    public Task RemovedAsync(Guid userId, string? emergencyCode) => _mail.PostAsync(
        userId, user => new CodeRemovalLetter(user.Username, emergencyCode, parts.Clock.Now(), Url));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "User {UserId} created a recovery code in session {TokenId}")]
        public static partial void RecoveryCodeMade(ILogger logger, Guid userId, Guid tokenId);

        [LoggerMessage(2, LogLevel.Information, "User {UserId} created an emergency code in session {TokenId}")]
        public static partial void EmergencyCodeMade(ILogger logger, Guid userId, Guid tokenId);

        [LoggerMessage(3, LogLevel.Warning, "Somebody began to use an emergency code of user {UserId}")]
        public static partial void Waiting(ILogger logger, Guid userId);

        [LoggerMessage(4, LogLevel.Warning, "Somebody logged in with an emergency code of user {UserId}")]
        public static partial void EmergencyLogin(ILogger logger, Guid userId);

        [LoggerMessage(5, LogLevel.Information, "User {UserId} set a new password with the recovery code")]
        public static partial void PasswordReset(ILogger logger, Guid userId);
    }
}
