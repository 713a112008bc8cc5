namespace Psono.Client.Vault;

/// <summary>Title of an API key, and what it may do. The defaults are those of the web vault: read, and only what is granted.</summary>
/// <param name="Title">The title, which the server can read.</param>
public sealed record VaultApiKeyRights(string Title)
{
    /// <summary>Gets a value indicating whether the key may read.</summary>
    public bool Read { get; init; } = true;

    /// <summary>Gets a value indicating whether the key may write.</summary>
    public bool Write { get; init; }

    /// <summary>Gets a value indicating whether the key opens only the granted secrets. Without it, it opens the whole account.</summary>
    public bool RestrictToSecrets { get; init; } = true;

    /// <summary>Gets a value indicating whether the server may be asked to decrypt, for which it gets the API secret key.</summary>
    public bool AllowInsecureAccess { get; init; }
}
