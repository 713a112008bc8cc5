using Psono.Server.Authentication;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Marks;

namespace Psono.Server.SecondFactors;

/// <summary>
/// Where every account has to have a second factor, a session of one that has none can do nothing but set it up. Clients are told so in
/// <c>/info/</c> and lead people there; this is for those that do not. Protocol part 5, section 18.
/// </summary>
internal sealed class SecondFactorPolicy(ServerParts parts)
{
    private static readonly Answer SetupRequired = Refusal.Detail(StatusCodes.Status403Forbidden, "SECOND_FACTOR_SETUP_REQUIRED");

    private readonly SecondFactorStore _factors = new(parts.Database);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<Session>() is { } session
            && context.GetEndpoint()!.Metadata.GetMetadata<OpenWithoutSecondFactor>() is null
            && await _factors.KindsAsync(session.UserId) == FactorKinds.None)
            await SetupRequired.ExecuteAsync(context);
        else
            await next(context);
    }
}
