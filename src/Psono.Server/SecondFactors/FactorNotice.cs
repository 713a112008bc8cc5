using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Mail;
using Psono.Server.Mail.Letters;

namespace Psono.Server.SecondFactors;

/// <summary>
/// Tells owners by mail what happened to their second factors: whoever got hold of a session would begin with these.
/// </summary>
internal sealed partial class FactorNotice(ServerParts parts)
{
    private readonly OwnerMail _mail = new(parts);
    private readonly ILogger<FactorNotice> _logger = parts.Log<FactorNotice>();

    public Task AddedAsync(HttpContext context, Session session, FactorKinds kind)
    {
        Log.Added(_logger, session.UserId, session.TokenId, kind);
        return ChangedAsync(context, session, kind, wasAdded: true);
    }

    public Task RemovedAsync(HttpContext context, Session session, FactorKinds kind)
    {
        Log.Removed(_logger, session.UserId, session.TokenId, kind);
        return ChangedAsync(context, session, kind, wasAdded: false);
    }

    public Task GuessedAsync(HttpContext context, Session session)
    {
        Log.Guessed(_logger, session.UserId);
        return _mail.PostAsync(session.UserId, user => new GuessedCodesLetter(
            user.Username, parts.Clock.Now(), parts.Addresses.Of(context), parts.Options.WebClientUrl));
    }

    /// <summary>By an administrator, or by whoever runs the server.</summary>
    public Task ResetAsync(Guid userId) => _mail.PostAsync(
        userId, user => new FactorResetLetter(user.Username, parts.Clock.Now(), parts.Options.WebClientUrl));

    private Task ChangedAsync(HttpContext context, Session session, FactorKinds kind, bool wasAdded) =>
        _mail.PostAsync(session.UserId, user => new FactorChangeLetter(
            user.Username, kind, wasAdded, parts.Clock.Now(), parts.Addresses.Of(context), parts.Options.WebClientUrl));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "User {UserId} added a second factor in session {TokenId}: {Kind}")]
        public static partial void Added(ILogger logger, Guid userId, Guid tokenId, FactorKinds kind);

        [LoggerMessage(2, LogLevel.Information, "User {UserId} removed a second factor in session {TokenId}: {Kind}")]
        public static partial void Removed(ILogger logger, Guid userId, Guid tokenId, FactorKinds kind);

        [LoggerMessage(3, LogLevel.Warning, "The day's tries at verification codes of user {UserId} are used up")]
        public static partial void Guessed(ILogger logger, Guid userId);
    }
}
