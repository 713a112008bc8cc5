using Psono.Server.RateLimiting;

namespace Psono.Server.Http.Marks;

/// <summary>Marks an endpoint whose requests also count in a scope of their own.</summary>
internal sealed record RateLimited(RateScope Scope);
