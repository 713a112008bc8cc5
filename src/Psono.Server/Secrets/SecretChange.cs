using Psono.Protocol.Cryptography;

namespace Psono.Server.Secrets;

/// <summary>What is <see langword="null"/> stays as it is.</summary>
internal sealed record SecretChange(Guid SecretId)
{
    public string? Data { get; init; }

    public string? DataNonce { get; init; }

    public string? CallbackUrl { get; init; }

    public string? CallbackUser { get; init; }

    /// <summary>See <see cref="CallbackPassword"/>.</summary>
    public string? SealedCallbackPass { get; init; }

    /// <summary>The version the change was made from; any other stored version refuses it.</summary>
    public DateTimeOffset? OldWriteDate { get; init; }

    public SecretChange With(SealedText data) => this with { Data = data.Text, DataNonce = data.Nonce };
}
