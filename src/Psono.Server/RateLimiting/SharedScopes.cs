namespace Psono.Server.RateLimiting;

// docs/decisions/0076
/// <summary>What is counted over all servers of a database.</summary>
internal static class SharedScopes
{
    /// <summary>
    /// Not plain traffic: there is nothing to guess in it, each server protects itself, and counting would cost more than the request.
    /// </summary>
    public static bool IsShared(this RateScope scope) => scope switch
    {
        RateScope.Anonymous or RateScope.User or RateScope.ApiKey or RateScope.ApiKeyWrite => false,
        RateScope.Info or RateScope.Prelogin or RateScope.StatusCheck or RateScope.DeviceCodeToken => false,
        _ => true,
    };
}
