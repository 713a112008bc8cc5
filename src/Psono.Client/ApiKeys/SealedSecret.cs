using Psono.Protocol.ApiKeys;

namespace Psono.Client.ApiKeys;

/// <summary>
/// A secret as a server hands it to an API key, whichever request it came by: two ciphertexts and the date of its last change.
/// </summary>
internal sealed record SealedSecret : OpenableSecret
{
    public required string Data { get; init; }

    public required string DataNonce { get; init; }

    /// <summary>Sealed with the secret key of the API key.</summary>
    public required string SecretKey { get; init; }

    public required string SecretKeyNonce { get; init; }

    public SealedVersion Version => new(Data, DataNonce, WriteDate);

    public static SealedSecret Of(BulkSealedSecret secret) => new()
    {
        Id = secret.SecretId,
        WriteDate = secret.WriteDate,
        Data = secret.Data,
        DataNonce = secret.DataNonce,
        SecretKey = secret.SecretKey,
        SecretKeyNonce = secret.SecretKeyNonce,
    };

    public static SealedSecret Of(Guid id, SealedSecretResponse secret) => new()
    {
        Id = id,
        WriteDate = secret.WriteDate,
        Data = secret.Data,
        DataNonce = secret.DataNonce,
        SecretKey = secret.SecretKey,
        SecretKeyNonce = secret.SecretKeyNonce,
    };

    /// <summary>The name alone, as for every record that holds ciphertext.</summary>
    public override string ToString() => nameof(SealedSecret);
}
