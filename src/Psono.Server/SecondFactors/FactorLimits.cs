using System.Globalization;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Http;
using Psono.Server.RateLimiting;
using Psono.Server.Sessions;

namespace Psono.Server.SecondFactors;

/// <summary>
/// How often a code may be tried: counted before it is looked at and given back when it was right, as passwords are (LoginLimits). By user
/// over all sessions; devices and addresses from which the account logged in lately are counted apart, so that whoever knows the password
/// uses up nothing of its owner's.
/// <para>
/// With one step of tolerance three of a million codes are right at any time. Six tries a minute alone would find one in a month;
/// twenty wrong ones a day find one in a year with a chance of 2 %.
/// </para>
/// </summary>
internal sealed class FactorLimits(RateLimits limits, ClientAddress addresses, LoginPlaces places, TimeProvider clock)
{
    /// <summary>Null, or the 429: of what costs something in any case. Counted by session, so nobody else is in the way.</summary>
    public static ValueTask<Answer?> RefuseAsync(HttpContext context, RateLimits limits, Session session, RateScope scope) =>
        limits.RefuseAsync(context, scope, Login(session));

    /// <summary>Null, or the 429: of what costs something when it is wrong and cannot be guessed. Counted by session as well.</summary>
    public static async Task<Answer?> RefuseAsync(HttpContext context, LoginTry attempt, Session session, RateScope scope) =>
        await attempt.CountAsync(scope, Login(session)) is var wait && wait > TimeSpan.Zero ? RateLimits.TooMany(context, wait) : null;

    /// <summary>Null, or the 429: of codes that are short enough to be guessed.</summary>
    /// <param name="context">The request.</param>
    /// <param name="attempt">What the try is counted in.</param>
    /// <param name="session">Who tries.</param>
    /// <returns>And whether the owner should be told that the day's tries are used up.</returns>
    public async Task<(Answer? Refusal, bool IsNews)> RefuseGuessAsync(HttpContext context, LoginTry attempt, Session session)
    {
        var identity = await IdentityAsync(context, session);
        var wait = await attempt.CountAsync(RateScope.GaVerify, identity);
        if (wait > TimeSpan.Zero)
            return (RateLimits.TooMany(context, wait), false);
        wait = await attempt.CountAsync(RateScope.GaFailure, identity);
        if (wait == TimeSpan.Zero)
            return (null, false);
        return (RateLimits.TooMany(context, wait), await limits.TakeAsync(RateScope.GaFailureNotice, User(session)) == TimeSpan.Zero);
    }

    /// <summary>Devices and addresses that have logged in completely are counted apart: what strangers use up is theirs.</summary>
    private async Task<string> IdentityAsync(HttpContext context, Session session)
    {
        var (user, device, address) = (User(session), session.DeviceFingerprint, addresses.IdentityOf(context));
        var known = await places.FindAsync(session.UserId, address, device, clock.Now());
        return known.Device ? $"{user} device {device}" : known.Address ? $"{user} address {address}" : user;
    }

    private static string Login(Session session) => session.TokenId.ToString("N", CultureInfo.InvariantCulture);

    private static string User(Session session) => session.UserId.ToString("N", CultureInfo.InvariantCulture);
}
