using Psono.Protocol.Cryptography;
using Psono.Protocol.Encodings;

namespace Psono.Protocol.ApiKeys;

/// <summary>
/// The configuration of a machine in one word, for a CI variable: base58 of the MessagePack array
/// <c>["1", [id as 16 bytes, secret key, server URL], [timeout, max redirects, native TLS, no verification, DER path, PEM path]]</c>.
/// </summary>
public sealed record PackedConfiguration
{
    /// <summary>More than the longest URL and paths take. The time that base58 takes grows with the square of it.</summary>
    private const int MaxLength = 16 * 1024;

    /// <summary>Id of the API key.</summary>
    public required Guid ApiKeyId { get; init; }

    /// <summary>The API secret key, which the creator of this record owns.</summary>
    public required SecretKey ApiSecretKey { get; init; }

    /// <summary>URL of the server.</summary>
    public required string ServerUrl { get; init; }

    /// <summary>Seconds to wait for an answer.</summary>
    public uint TimeoutSeconds { get; init; } = 60;

    /// <summary>How many redirects are followed.</summary>
    public uint MaxRedirects { get; init; }

    /// <summary>Use the TLS of the operating system.</summary>
    public bool UseNativeTls { get; init; }

    /// <summary>Do not verify certificates.</summary>
    public bool DangerDisableTlsVerification { get; init; }

    /// <summary>Path of one more root certificate, DER.</summary>
    public string? DerRootCertificatePath { get; init; }

    /// <summary>Path of one more root certificate, PEM.</summary>
    public string? PemRootCertificatePath { get; init; }

    /// <summary>Reads a packed configuration. Only its form is checked.</summary>
    /// <param name="packed">The word.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="FormatException">It is damaged.</exception>
    /// <exception cref="NotSupportedException">It is of a version that is not known.</exception>
    public static PackedConfiguration Unpack(string packed)
    {
        ArgumentNullException.ThrowIfNull(packed);
        var word = packed.Trim();
        var reader = new MessagePackReader((word.Length > MaxLength ? null : Base58.Decode(word)) ?? throw new FormatException());
        reader.ReadArray(3);
        if (reader.ReadString() != "1")
            throw new NotSupportedException();
        reader.ReadArray(3);
        var id = new Guid(reader.ReadBytes(16), bigEndian: true);
        var key = SecretKey.TryFromHex(reader.ReadStringBytes(), out var parsed) ? parsed! : throw new FormatException();
        var url = reader.ReadString() ?? throw new FormatException();
        reader.ReadArray(6);
        var configuration = new PackedConfiguration
        {
            ApiKeyId = id,
            ApiSecretKey = key,
            ServerUrl = url,
            TimeoutSeconds = reader.ReadUInt32(),
            MaxRedirects = reader.ReadUInt32(),
            UseNativeTls = reader.ReadBoolean(),
            DangerDisableTlsVerification = reader.ReadBoolean(),
            DerRootCertificatePath = reader.ReadString(),
            PemRootCertificatePath = reader.ReadString(),
        };
        reader.ReadEnd();
        return configuration;
    }

    /// <summary>Writes the configuration as one word, which is as secret as the key in it.</summary>
    /// <returns>The word.</returns>
    public string Pack()
    {
        var writer = new MessagePackWriter();
        writer.WriteArray(3);
        writer.Write("1");
        writer.WriteArray(3);
        writer.Write(ApiKeyId.ToByteArray(bigEndian: true));
        writer.Write(ApiSecretKey.ToHex());
        writer.Write(ServerUrl);
        writer.WriteArray(6);
        writer.Write(TimeoutSeconds);
        writer.Write(MaxRedirects);
        writer.Write(UseNativeTls);
        writer.Write(DangerDisableTlsVerification);
        writer.Write(DerRootCertificatePath);
        writer.Write(PemRootCertificatePath);
        return Base58.Encode(writer.Written);
    }

    /// <summary>Never the key.</summary>
    /// <returns>Id and server.</returns>
    public override string ToString() => $"{ApiKeyId} at {ServerUrl}";
}
