namespace Psono.Client.Vault;

/// <summary>A secret that the server keeps for the account, and that no tree of it lists.</summary>
/// <param name="SecretId">The id of the secret.</param>
/// <param name="CreateDate">When it was made, as the server told it.</param>
/// <param name="Grants">Where it can still be read: the title of each API key, and the title of the secret there.</param>
public sealed record UnfiledSecret(Guid SecretId, string CreateDate, IReadOnlyList<UnfiledGrant> Grants);

/// <summary>An API key that may read an unfiled secret.</summary>
/// <param name="ApiKey">The title of the API key.</param>
/// <param name="Title">The title that the secret had when it was granted, or was given since.</param>
public sealed record UnfiledGrant(string ApiKey, string Title);
