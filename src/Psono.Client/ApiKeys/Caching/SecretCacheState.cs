namespace Psono.Client.ApiKeys.Caching;

/// <summary>What is in a cache.</summary>
/// <param name="File">Its file.</param>
/// <param name="Secrets">How many secrets it holds.</param>
/// <param name="ConfirmedAt">When the server last confirmed the one that it confirmed the longest ago; nothing if there is none.</param>
public sealed record SecretCacheState(string File, int Secrets, DateTimeOffset? ConfirmedAt);
