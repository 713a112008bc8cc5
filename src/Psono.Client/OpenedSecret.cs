using System.Security.Cryptography;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Caching;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Secrets;

namespace Psono.Client;

/// <summary>A secret that was read and opened. Disposing of it zeroes its content.</summary>
public sealed class OpenedSecret : IDisposable
{
    private readonly byte[] _utf8;

    internal OpenedSecret(Guid secretId, string? writeDate, byte[] utf8)
    {
        SecretId = secretId;
        WriteDate = writeDate;
        _utf8 = utf8;
    }

    /// <exception cref="PsonoApiException">It does not open with this key.</exception>
    internal static OpenedSecret Open(
        Guid secretId, string? writeDate, SecretKey key, string text, string nonce, bool isBound = true) =>
        Opened(secretId, writeDate, SecretBox.Open(key, text, nonce), isBound);

    /// <exception cref="PsonoApiException">It does not open with this key.</exception>
    internal static OpenedSecret Open(SealedSecret secret, SecretKey key, bool isBound) =>
        Opened(secret.Id, secret.WriteDate, SecretBox.Open(key, secret.Data, secret.DataNonce), isBound);

    private static OpenedSecret Opened(Guid secretId, string? writeDate, byte[]? utf8, bool isBound) =>
        utf8 is not null
            ? new OpenedSecret(secretId, writeDate, utf8) { IsBound = isBound }
            : throw new PsonoApiException(
                PsonoFailure.NotAuthentic, $"the content of secret {secretId} is not authentic: it was changed or cut on its way");

    internal static OpenedSecret Copy(KeptSecret secret) =>
        new(secret.Id, secret.WriteDate, secret.Utf8.ToArray()) { IsBound = secret.IsBound };

    /// <summary>Gets the id of the secret.</summary>
    public Guid SecretId { get; }

    /// <summary>Gets when the secret was last written, if the server told.</summary>
    public string? WriteDate { get; }

    /// <summary>
    /// Gets a value indicating whether the server cannot have handed out another secret in place of this one: what the tree of a vault, or
    /// a grant of a client that binds it, has the key of.
    /// </summary>
    public bool IsBound { get; private init; }

    /// <summary>Gets the content: JSON as UTF-8. Valid until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    /// <summary>Gets the title in the content, if there is one.</summary>
    public string? Title => SecretTitle.Read(_utf8);

    /// <summary>Parses the content. The result has its own copies, which cannot be zeroed.</summary>
    /// <returns>The content.</returns>
    /// <exception cref="PsonoApiException">The content is not one JSON object.</exception>
    public SecretContent Parse() =>
        SecretContent.Parse(_utf8)
        ?? throw new PsonoApiException(PsonoFailure.InvalidContent, $"the content of secret {SecretId} is not a JSON object");

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_utf8);
}
