using System.Globalization;
using Psono.Server.Authentication;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;

namespace Psono.Server.Authorization;

/// <summary>
/// The last gate before the endpoints: an account that must change its password does nothing else before, a token does what it may, and
/// nobody asks more often than the rates allow. An API key uses only what is open to API keys, and an emergency code what is open then.
/// </summary>
internal sealed partial class Admission(RateLimits limits, ClientAddress addresses, ILogger<Admission> logger)
{
    private int _hasWarned;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_hasWarned == 0 && addresses.IsForwardedUnbelieved(context) && Interlocked.Exchange(ref _hasWarned, 1) == 0)
            Log.NotBelieved(logger);
        var marks = context.GetEndpoint()!.Metadata;
        if (Refuse(context, marks) is { } refusal)
            return refusal.ExecuteAsync(context);
        return marks.GetMetadata<RateLimited>() is { } limited ? CountAsync(context, limited.Scope, next) : next(context);
    }

    private async Task CountAsync(HttpContext context, RateScope scope, RequestDelegate next)
    {
        if (await limits.RefuseAsync(context, scope, CallerOf(context).Identity) is { } refusal)
            await refusal.ExecuteAsync(context);
        else
            await next(context);
    }

    private Answer? Refuse(HttpContext context, EndpointMetadataCollection marks)
    {
        var session = context.Features.Get<Session>();
        if (session is null && marks.GetMetadata<Unlimited>() is not null)
            return null;
        if (session is not null && !MayPass(context, marks, session))
            return Refusal.Forbidden;

        var (scope, identity) = CallerOf(context);
        return limits.Refuse(context, scope, identity)
            ?? (scope == RateScope.ApiKey && IsChange(context, marks) ? limits.Refuse(context, RateScope.ApiKeyWrite, identity) : null);
    }

    private static bool MayPass(HttpContext context, EndpointMetadataCollection marks, Session session)
    {
        var demands = marks.GetRequiredMetadata<NeedsSession>();
        if (session.RequirePasswordChange && !demands.OpenBeforePasswordChange)
            return false;
        if (marks.GetMetadata<NeedsAdministrator>() is not null && !session.IsAdministrator)
            return false;
        if (session.ApiKeyId is not null && !IsOpen(marks.GetMetadata<OpenToApiKeys>(), session))
            return false;
        if (session.IsEmergency && !InEmergency.IsOpen(context.Request.Method, marks))
            return false;
        return MayCall(context.Request.Method, demands.Right, session);
    }

    /// <summary>
    /// Who uses up what. Whoever knows the password only, or has an emergency code or an API key, uses up nothing that the owner needs.
    /// </summary>
    private (RateScope Scope, string Identity) CallerOf(HttpContext context) => context.Features.Get<Session>() switch
    {
        { Active: true, ApiKeyId: { } key } => (RateScope.ApiKey, key.ToString("N", CultureInfo.InvariantCulture)),
        { Active: true } session =>
            (RateScope.User, (session.EmergencyCodeId ?? session.UserId).ToString("N", CultureInfo.InvariantCulture)),
        _ => (RateScope.Anonymous, addresses.IdentityOf(context)),
    };

    private static bool IsOpen(OpenToApiKeys? mark, Session session) => mark is not null && (mark.Restricted || !session.Restricted);

    private static bool MayCall(string method, TokenRight right, Session session) => right switch
    {
        TokenRight.None => true,
        TokenRight.ReadAndWrite => session.Read && session.Write,
        _ => IsRead(method) ? session.Read : session.Write,
    };

    private static bool IsChange(HttpContext context, EndpointMetadataCollection marks) =>
        marks.GetRequiredMetadata<NeedsSession>().Right == TokenRight.ByMethod && !IsRead(context.Request.Method);

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Warning,
            "A request carried X-Forwarded-For, which is ignored. If psono-server is behind a proxy, set --num-proxies: without it, rate "
            + "limits treat all clients as one address")]
        public static partial void NotBelieved(ILogger logger);
    }
}
