namespace Psono.Client.ApiKeys.Caching;

/// <summary>When secrets are taken from the cache without the server's word that they are still the present ones.</summary>
public enum OfflineMode
{
    /// <summary>When the server cannot be reached, or is too busy or too broken to answer.</summary>
    Fallback,

    /// <summary>Never. The cache saves transfers and shows rollbacks.</summary>
    Never,

    /// <summary>Always: no request is made.</summary>
    Only,
}
