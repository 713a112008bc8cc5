using Psono.Protocol.Cryptography;

namespace Psono.Server.DeviceCodes;

/// <summary>
/// A row of <c>device_codes</c>. The private key is sealed for the database; the credentials are sealed for the
/// device, and nothing here opens them.
/// </summary>
internal sealed record StoredDeviceCode
{
    public required Guid Id { get; init; }

    public required DateTimeOffset CreateDate { get; init; }

    public required DateTimeOffset ValidTill { get; init; }

    /// <summary>Who approved; null while nobody has.</summary>
    public Guid? UserId { get; init; }

    public required string DeviceFingerprint { get; init; }

    public required string DeviceDescription { get; init; }

    public required DateTimeOffset DeviceDate { get; init; }

    public required string ServerPrivateKey { get; init; }

    public required string ServerPublicKey { get; init; }

    public required string UserPublicKey { get; init; }

    public SealedText? Credentials { get; init; }
}
