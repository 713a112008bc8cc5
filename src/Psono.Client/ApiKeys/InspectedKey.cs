using Psono.Protocol.ApiKeys;

namespace Psono.Client.ApiKeys;

/// <summary>What a server answers about an API key.</summary>
/// <param name="Key">The key and its grants, without what only our server adds.</param>
/// <param name="Secrets">The secrets that were asked for along with it; null from a server that does not hand them out.</param>
/// <param name="Titles">The titles of the grants for the key; null if they were not asked for, or from another server.</param>
internal sealed record InspectedKey(
    InspectApiKeyResponse Key, IReadOnlyList<SealedSecret>? Secrets = null, IReadOnlyList<SealedTitle>? Titles = null);
