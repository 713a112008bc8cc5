using Psono.Client;

namespace Psono.Extensions.Configuration;

/// <summary>What a look at the secrets found.</summary>
/// <param name="Values">The configuration keys and their values; null if they are what they were before.</param>
/// <param name="ConfirmedAt">When the server last confirmed them.</param>
/// <param name="Unavailable">Why the cache had to stand in for the server; null if it had not.</param>
internal sealed record ReadValues(Dictionary<string, string?>? Values, DateTimeOffset? ConfirmedAt, PsonoApiException? Unavailable);
