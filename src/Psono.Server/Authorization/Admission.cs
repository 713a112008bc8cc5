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
        return Refuse(context, context.GetEndpoint()!.Metadata) is { } refusal ? refusal.ExecuteAsync(context) : next(context);
    }

    private Answer? Refuse(HttpContext context, EndpointMetadataCollection marks)
    {
        if (context.Features.Get<Session>() is { } session)
            return RefuseSession(context, marks, session);
        if (marks.GetMetadata<Unlimited>() is not null)
            return null;
        return RefuseAboveRate(context, marks, RateScope.Anonymous, addresses.IdentityOf(context));
    }

    private Answer? RefuseSession(HttpContext context, EndpointMetadataCollection marks, Session session)
    {
        var demands = marks.GetRequiredMetadata<NeedsSession>();
        if (session.RequirePasswordChange && !demands.OpenBeforePasswordChange)
            return Refusal.Forbidden;
        if (marks.GetMetadata<NeedsAdministrator>() is not null && !session.IsAdministrator)
            return Refusal.Forbidden;
        if (session.ApiKeyId is not null && !IsOpen(marks.GetMetadata<OpenToApiKeys>(), session))
            return Refusal.Forbidden;
        if (session.IsEmergency && !InEmergency.IsOpen(context.Request.Method, marks))
            return Refusal.Forbidden;
        if (!MayCall(context.Request.Method, demands.Right, session))
            return Refusal.Forbidden;
        // Whoever knows the password only, or has an emergency code, uses up nothing that the owner needs.
        if (!session.Active)
            return RefuseAboveRate(context, marks, RateScope.Anonymous, addresses.IdentityOf(context));
        return session.ApiKeyId is { } key
            ? RefuseKeyAboveRate(context, marks, demands, key.ToString("N", CultureInfo.InvariantCulture))
            : RefuseAboveRate(
                context, marks, RateScope.User, (session.EmergencyCodeId ?? session.UserId).ToString("N", CultureInfo.InvariantCulture));
    }

    private static bool IsOpen(OpenToApiKeys? mark, Session session) => mark is not null && (mark.Restricted || !session.Restricted);

    private static bool MayCall(string method, TokenRight right, Session session) => right switch
    {
        TokenRight.None => true,
        TokenRight.ReadAndWrite => session.Read && session.Write,
        _ => IsRead(method) ? session.Read : session.Write,
    };

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    /// <summary>As without a session, so that a key uses up nothing that its owner needs.</summary>
    private Answer? RefuseKeyAboveRate(HttpContext context, EndpointMetadataCollection marks, NeedsSession demands, string key) =>
        RefuseAboveRate(context, marks, RateScope.ApiKey, key)
        ?? (demands.Right == TokenRight.ByMethod && !IsRead(context.Request.Method)
            ? limits.Refuse(context, RateScope.ApiKeyWrite, key)
            : null);

    private Answer? RefuseAboveRate(HttpContext context, EndpointMetadataCollection marks, RateScope scope, string identity) =>
        limits.Refuse(context, scope, identity)
        ?? (marks.GetMetadata<RateLimited>() is { } limited ? limits.Refuse(context, limited.Scope, identity) : null);

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Warning,
            "A request carried X-Forwarded-For, which is ignored. If psono-server is behind a proxy, set --num-proxies: without it, rate "
            + "limits treat all clients as one address")]
        public static partial void NotBelieved(ILogger logger);
    }
}
