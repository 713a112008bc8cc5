using Psono.Protocol.Encodings;

namespace Psono.Cli.Configuration;

/// <summary>
/// A configuration in one word, for a CI variable: base58 of the MessagePack array
/// <c>["1", [id as 16 bytes, secret key, server URL], [timeout, max redirects, native TLS, no verification, DER path, PEM path]]</c>.
/// </summary>
internal static class PackedSettings
{
    public static string Pack(Settings settings)
    {
        var http = settings.Http;
        var writer = new MessagePackWriter();
        writer.WriteArray(3);
        writer.Write("1");
        writer.WriteArray(3);
        writer.Write(settings.ApiKeyId.ToByteArray(bigEndian: true));
        writer.Write(settings.ApiSecretKey.ToHex());
        writer.Write(settings.ServerUrl);
        writer.WriteArray(6);
        writer.Write(http.TimeoutSeconds);
        writer.Write(http.MaxRedirects);
        writer.Write(http.UseNativeTls);
        writer.Write(http.DangerDisableTlsVerification);
        writer.Write(http.DerRootCertificatePath);
        writer.Write(http.PemRootCertificatePath);
        return Base58.Encode(writer.Written);
    }

    public static Settings Unpack(string packed)
    {
        try
        {
            var reader = new MessagePackReader(Base58.Decode(packed.Trim()) ?? throw new FormatException());
            reader.ReadArray(3);
            if (reader.ReadString() != "1")
                throw new PsonociException("configuration", "the packed configuration is of a version that psonoci does not know");
            reader.ReadArray(3);
            var settings = new Settings
            {
                ApiKeyId = new Guid(reader.ReadBytes(16), bigEndian: true),
                ApiSecretKey = Settings.ParseApiSecretKey(reader.ReadStringBytes()),
                ServerUrl = Settings.ParseServerUrl(reader.ReadString() ?? ""),
                Http = ReadHttp(ref reader),
            };
            reader.ReadEnd();
            return settings;
        }
        catch (FormatException)
        {
            throw new PsonociException("configuration", "the packed configuration is damaged", "make a new one with: psonoci … config pack");
        }
    }

    private static HttpSettings ReadHttp(ref MessagePackReader reader)
    {
        reader.ReadArray(6);
        return new HttpSettings
        {
            TimeoutSeconds = Settings.ParseTimeout($"{reader.ReadUInt32()}"),
            MaxRedirects = Settings.ParseNumber("max_redirects", $"{reader.ReadUInt32()}"),
            UseNativeTls = reader.ReadBoolean(),
            DangerDisableTlsVerification = reader.ReadBoolean(),
            DerRootCertificatePath = reader.ReadString(),
            PemRootCertificatePath = reader.ReadString(),
        };
    }
}
