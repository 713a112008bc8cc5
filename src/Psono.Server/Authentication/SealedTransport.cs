using System.Globalization;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;

namespace Psono.Server.Authentication;

/// <summary>
/// Stands around every endpoint. Behind it, a session endpoint has its <see cref="Session"/>, reads plain bodies and answers plain bodies; on the wire
/// all of them are sealed with the session's key, refusals included, so that no handler knows of it. Open endpoints pass through.
/// </summary>
internal sealed class SealedTransport(Authenticator authenticator, RateLimits limits, ClientAddress addresses)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint()!;
        if (endpoint.Metadata.GetMetadata<NeedsSession>() is not { } demands)
        {
            await AnswerAsync(context, RefuseOpen(context, endpoint), next);
            return;
        }

        var (session, error) = await authenticator.AuthenticateAsync(context, demands.InactiveAllowed);
        if (session is null)
        {
            context.Response.Headers.WWWAuthenticate = "Token";
            await Refusal.Detail(StatusCodes.Status401Unauthorized, error!).ExecuteAsync(context);
            return;
        }

        using (session)
        {
            context.Features.Set(session);
            await SealAsync(context, session.SecretKey, () => AnswerAsync(context, Refuse(context, endpoint, demands, session), next));
        }
    }

    private Answer? RefuseOpen(HttpContext context, Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<Unlimited>() is not null)
            return null;
        var address = addresses.IdentityOf(context);
        return limits.Refuse(context, RateScope.Anonymous, address) ?? RefuseInScope(context, endpoint, address);
    }

    private Answer? Refuse(HttpContext context, Endpoint endpoint, NeedsSession demands, Session session)
    {
        if (session.RequirePasswordChange && !demands.OpenBeforePasswordChange)
            return Refusal.Forbidden;
        if (!MayCall(context.Request.Method, demands.Right, session))
            return Refusal.Forbidden;
        var user = session.UserId.ToString("N", CultureInfo.InvariantCulture);
        return limits.Refuse(context, RateScope.User, user) ?? RefuseInScope(context, endpoint, user);
    }

    private Answer? RefuseInScope(HttpContext context, Endpoint endpoint, string identity) =>
        endpoint.Metadata.GetMetadata<RateLimited>() is { } limited ? limits.Refuse(context, limited.Scope, identity) : null;

    private static bool MayCall(string method, TokenRight right, Session session) => right switch
    {
        TokenRight.None => true,
        TokenRight.ReadAndWrite => session.Read && session.Write,
        _ => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? session.Read : session.Write,
    };

    private static async Task AnswerAsync(HttpContext context, Answer? refusal, RequestDelegate next)
    {
        try
        {
            await (refusal is null ? next(context) : refusal.ExecuteAsync(context));
        }
        catch (RefusedException refused)
        {
            await refused.Answer.ExecuteAsync(context);
        }
    }

    private static async Task SealAsync(HttpContext context, SecretKey key, Func<Task> answer)
    {
        var wire = context.Response.Body;
        using var plain = new MemoryStream();
        context.Response.Body = plain;
        try
        {
            await answer();
        }
        finally
        {
            context.Response.Body = wire;
        }

        if (plain.Length == 0)
            return;
        var sealedText = SecretBox.Seal(key, plain.GetBuffer().AsSpan(0, (int)plain.Length));
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(plain.GetBuffer());
        await Answer.WithStatus(context.Response.StatusCode, sealedText, PsonoJsonContext.Wire.SealedText).ExecuteAsync(context);
    }
}
