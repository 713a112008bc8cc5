using System.Globalization;
using Psono.Server.Authentication;
using Psono.Server.Http;
using Psono.Server.RateLimiting;
using Psono.Server.Sessions;

namespace Psono.Server.SecondFactors;

/// <summary>
/// How often a code may be tried: counted before it is looked at and given back when it was right, as passwords are (LoginLimits). By user
/// over all sessions, and nobody can use up somebody else's tries without the password.
/// <para>
/// With one step of tolerance three of a million codes are right at any time. Six tries a minute alone would find one in a month;
/// twenty wrong ones a day find one in a year with a chance of 2 %.
/// </para>
/// </summary>
internal sealed class FactorLimits(RateLimits limits)
{
    /// <summary>Null, or the 429.</summary>
    public static Answer? Refuse(HttpContext context, LoginTry attempt, Session session, RateScope scope)
    {
        var user = Identity(session);
        return attempt.Count(scope, user, out var wait) ? null : RateLimits.TooMany(context, wait);
    }

    /// <summary>Null, or the 429: of codes that are short enough to be guessed.</summary>
    /// <param name="context">The request.</param>
    /// <param name="attempt">What the try is counted in.</param>
    /// <param name="session">Who tries.</param>
    /// <param name="isNews">Whether the owner should be told that the day's tries are used up.</param>
    public Answer? RefuseGuess(HttpContext context, LoginTry attempt, Session session, out bool isNews)
    {
        isNews = false;
        if (Refuse(context, attempt, session, RateScope.GaVerify) is { } tooFast)
            return tooFast;
        if (attempt.Count(RateScope.GaFailure, Identity(session), out var wait))
            return null;
        isNews = limits.Take(RateScope.GaFailureNotice, Identity(session)) == TimeSpan.Zero;
        return RateLimits.TooMany(context, wait);
    }

    private static string Identity(Session session) => session.UserId.ToString("N", CultureInfo.InvariantCulture);
}
