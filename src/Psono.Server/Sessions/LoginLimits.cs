using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.RateLimiting;

namespace Psono.Server.Sessions;

// docs/decisions/0053
/// <summary>
/// How often a password may be tried. A try is counted before it is looked at and given back when it was right, so that only wrong ones
/// count. Strangers are limited for each address, and for each account from one address; above the limit of an account from anywhere they
/// have to wait. Devices and addresses from which the account logged in lately are never refused for what others do, only slowed.
/// </summary>
internal sealed class LoginLimits(
    RateLimits limits, HashQueue queue, ClientAddress addresses, LoginPlaces places, TimeProvider clock)
{
    /// <summary>How long a try may be held up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Null, or the 429. Returns late when the try has to wait.</summary>
    /// <param name="context">The request.</param>
    /// <param name="attempt">What the try is counted in.</param>
    /// <param name="username">Whose password is tried, whether there is such an account or not.</param>
    /// <param name="userId">Null: there is no such account.</param>
    /// <param name="device">The fingerprint that the client tells, or nothing.</param>
    /// <exception cref="RefusedException">Too many wait for theirs to be looked at.</exception>
    public async Task<Answer?> RefuseAsync(HttpContext context, LoginTry attempt, string username, Guid? userId, string device)
    {
        // A flood costs the database nothing.
        if (queue.IsFullFor(context))
            throw Refusal.Busy(context);
        var address = addresses.IdentityOf(context);
        var known = await places.FindAsync(userId, address, device, clock.Now());
        var place = known.Device ? $"{username} device {device}" : $"{username} address {address}";
        if (known.Device || known.Address)
            return await attempt.CountAsync(RateScope.LoginFailure, place) == TimeSpan.Zero ? null : await SlowAsync(context, place);

        var wait = await attempt.CountAsync(RateScope.Login, address);
        if (wait == TimeSpan.Zero)
            wait = await attempt.CountAsync(RateScope.LoginFailure, place);
        if (wait > TimeSpan.Zero)
            return RateLimits.TooMany(context, wait);
        return await attempt.CountAsync(RateScope.AccountFailure, username) == TimeSpan.Zero ? null : await SlowAsync(context, username);
    }

    private async Task<Answer?> SlowAsync(HttpContext context, string lane)
    {
        var wait = await limits.TakeAsync(RateScope.SlowLogin, lane, Patience);
        if (wait > Patience)
            return RateLimits.TooMany(context, wait);
        await Task.Delay(wait, clock, context.RequestAborted);
        return null;
    }
}
