using Psono.Protocol.ApiKeys;

namespace Psono.Client.ApiKeys.Settings;

/// <summary>A configuration in one word, for a CI variable.</summary>
internal static class PackedSettings
{
    public static string Pack(ApiKeySettings settings)
    {
        var http = settings.Http;
        var configuration = new PackedConfiguration
        {
            ApiKeyId = settings.ApiKeyId,
            ApiSecretKey = settings.ApiSecretKey,
            ServerUrl = settings.ServerUrl,
            TimeoutSeconds = http.TimeoutSeconds,
            MaxRedirects = http.MaxRedirects,
            UseNativeTls = http.UseNativeTls,
            DangerDisableTlsVerification = http.DangerDisableTlsVerification,
            DerRootCertificatePath = http.DerRootCertificatePath,
            PemRootCertificatePath = http.PemRootCertificatePath,
        };
        return configuration.Pack();
    }

    public static ApiKeySettings Unpack(string packed)
    {
        try
        {
            var configuration = PackedConfiguration.Unpack(packed);
            return new ApiKeySettings
            {
                ApiKeyId = configuration.ApiKeyId,
                ApiSecretKey = configuration.ApiSecretKey,
                ServerUrl = ApiKeySettings.ParseServerUrl(configuration.ServerUrl),
                Http = new HttpSettings
                {
                    TimeoutSeconds = ApiKeySettings.ParseTimeout($"{configuration.TimeoutSeconds}"),
                    MaxRedirects = ApiKeySettings.ParseNumber("max_redirects", $"{configuration.MaxRedirects}"),
                    UseNativeTls = configuration.UseNativeTls,
                    DangerDisableTlsVerification = configuration.DangerDisableTlsVerification,
                    DerRootCertificatePath = configuration.DerRootCertificatePath,
                    PemRootCertificatePath = configuration.PemRootCertificatePath,
                },
            };
        }
        catch (NotSupportedException)
        {
            throw new ApiKeySettingsException("the packed configuration is of a version that psonoci does not know");
        }
        catch (FormatException)
        {
            throw new ApiKeySettingsException(
                "the packed configuration is damaged", "make a new one with: psonoci … config pack");
        }
    }
}
