using System.Diagnostics.CodeAnalysis;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Encodings;

namespace Psono.Client.ApiKeys;

/// <summary>
/// A secret as a server hands it to an API key, whichever request it came by: two ciphertexts and the date of its last change.
/// </summary>
internal sealed record SealedSecret : OpenableSecret
{
    private string? _digest;

    public SealedSecret()
    {
    }

    /// <summary>Without the digest, which may be another one.</summary>
    [SetsRequiredMembers]
    private SealedSecret(SealedSecret other)
        : base(other) =>
        (Data, DataNonce, SecretKey, SecretKeyNonce) = (other.Data, other.DataNonce, other.SecretKey, other.SecretKeyNonce);

    public required byte[] Data { get; init; }

    public required byte[] DataNonce { get; init; }

    /// <summary>Sealed with the secret key of the API key.</summary>
    public required byte[] SecretKey { get; init; }

    public required byte[] SecretKeyNonce { get; init; }

    public override SealedVersion Version => new(_digest ??= SealedVersion.DigestOf(Data, DataNonce), WriteDate);

    public static SealedSecret Of(Guid id, SealedSecretResponse secret) => new()
    {
        Id = id,
        WriteDate = secret.WriteDate,
        Data = Decode(secret.Data),
        DataNonce = Decode(secret.DataNonce),
        SecretKey = Decode(secret.SecretKey),
        SecretKeyNonce = Decode(secret.SecretKeyNonce),
    };

    /// <summary>The bytes that hex text stands for; none for other text, which opens nothing.</summary>
    public static byte[] Decode(string hex) => Hex.TryDecode(hex, out var bytes) ? bytes : [];

    public bool Equals(SealedSecret? other) =>
        base.Equals(other)
        && Data.AsSpan().SequenceEqual(other!.Data)
        && DataNonce.AsSpan().SequenceEqual(other.DataNonce)
        && SecretKey.AsSpan().SequenceEqual(other.SecretKey)
        && SecretKeyNonce.AsSpan().SequenceEqual(other.SecretKeyNonce);

    public override int GetHashCode() => Id.GetHashCode();

    /// <summary>The name alone, as for every record that holds ciphertext.</summary>
    public override string ToString() => nameof(SealedSecret);
}
