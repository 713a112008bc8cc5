using Microsoft.AspNetCore.Cors.Infrastructure;
using Psono.Server.Configuration;
using Psono.Server.Errors;

namespace Psono.Server.Http.Pipeline;

/// <summary>
/// Lets web vaults at other addresses use the API. Any origin may by default: a request is authenticated by a token that the
/// vault's script holds, never by a cookie, so a foreign page gains nothing. Protocol part 1, section 1.5.
/// </summary>
internal static class OtherOrigins
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private static readonly string[] Headers =
    [
        "accept", "accept-encoding", "authorization", "content-type", "dnt", "origin", "user-agent", "x-csrftoken", "x-requested-with",
        "audit-log", "authorization-validator", "pragma", "if-modified-since", "cache-control",
    ];

    // Not "*", which browsers do not take together with credentials: the origin itself is answered.
    public static void Allow(CorsPolicyBuilder policy, ServerOptions options) => policy
        .SetIsOriginAllowed(origin =>
            options.CorsAllowAllOrigins || options.CorsAllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        .AllowCredentials()
        .WithMethods(Methods)
        .WithHeaders(Headers)
        .WithExposedHeaders("Retry-After", Refusal.OutcomeHeader)
        .SetPreflightMaxAge(TimeSpan.FromDays(1));
}
