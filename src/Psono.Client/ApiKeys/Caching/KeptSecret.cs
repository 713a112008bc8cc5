using Psono.Protocol.ApiKeys;

namespace Psono.Client.ApiKeys.Caching;

/// <summary>
/// A secret as the cache keeps it: opened, because the file is sealed as a whole, under a key that opens the secret as well.
/// </summary>
internal sealed record KeptSecret : OpenableSecret
{
    /// <summary>Valid until the <see cref="CacheContent"/> is disposed of, or the secret it was taken from.</summary>
    public required ReadOnlyMemory<byte> Utf8 { get; init; }

    /// <summary>What <see cref="GrantBinding"/> said when it was opened.</summary>
    public required bool IsBound { get; init; }

    /// <summary>Of the ciphertext that it was opened from.</summary>
    public required string Digest { get; init; }

    public override SealedVersion Version => new(Digest, WriteDate);

    public static KeptSecret Of(OpenedSecret secret, SealedVersion version) => new()
    {
        Id = secret.SecretId,
        WriteDate = version.WriteDate,
        Digest = version.Digest,
        Utf8 = secret.Utf8,
        IsBound = secret.IsBound,
    };

    /// <summary>The name alone: it holds plaintext.</summary>
    public override string ToString() => nameof(KeptSecret);
}
