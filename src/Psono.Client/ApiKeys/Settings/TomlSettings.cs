using System.Security.Cryptography;
using System.Text;
using Psono.Shared;

namespace Psono.Client.ApiKeys.Settings;

/// <summary>The configuration file.</summary>
internal static class TomlSettings
{
    private const int MaxBytes = 64 * 1024;
    private const int UsualBytes = 4 * 1024;

    /// <summary>The parser takes time with the square of a word's length.</summary>
    private const int MaxLineLength = 8 * 1024;

    /// <summary>Reads a file, and not more of it than a configuration may have.</summary>
    public static string ReadText(Stream file, string source)
    {
        var bytes = new byte[UsualBytes];
        try
        {
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length == bytes.Length)
            {
                var usual = bytes;
                bytes = new byte[MaxBytes + 1];
                usual.CopyTo(bytes, 0);
                CryptographicOperations.ZeroMemory(usual);
                length += file.ReadAtLeast(bytes.AsSpan(length), bytes.Length - length, throwOnEndOfStream: false);
            }

            return length <= MaxBytes
                ? Utf8Text.Decode(bytes.AsSpan(0, length))
                : throw new ApiKeySettingsException($"{source} has more than {MaxBytes:N0} bytes, it is no configuration");
        }
        catch (FormatException e)
        {
            throw new ApiKeySettingsException($"{source} {e.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public static ApiKeySettings Parse(string toml, string source)
    {
        var tooLong = Array.FindIndex(toml.Split('\n'), line => line.Length > MaxLineLength);
        if (tooLong >= 0)
            throw new ApiKeySettingsException($"{source}, line {tooLong + 1} has more than {MaxLineLength:N0} characters");
        var file = TomlFile.Parse(toml, source);
        if (file.String("version") != "1")
            throw new ApiKeySettingsException($"{source} has no version = \"1\"");
        var defaults = new HttpSettings();
        return new ApiKeySettings
        {
            ApiKeyId = ApiKeySettings.ParseApiKeyId(file.Required("psono_settings.api_key_id")),
            ApiSecretKey = ApiKeySettings.ParseApiSecretKey(Encoding.UTF8.GetBytes(file.Required("psono_settings.api_secret_key_hex"))),
            ServerUrl = ApiKeySettings.ParseServerUrl(file.Required("psono_settings.server_url")),
            ServerVerifyKey = file.String("psono_net.server_verify_key") is { } verifyKey ? ApiKeySettings.ParseVerifyKey(verifyKey) : null,
            ApiPrivateKey = file.String("psono_net.api_private_key_hex") is { } privateKey
                ? ApiKeySettings.ParseApiPrivateKey(Encoding.UTF8.GetBytes(privateKey))
                : null,
            RequireBoundGrants = file.Boolean("psono_net.require_bound"),
            AllowUnsafeNames = file.Strings("psono_net.allow_unsafe_names"),
            Http = defaults with
            {
                TimeoutSeconds = file.Number("http_options.timeout") is { } timeout
                    ? ApiKeySettings.ParseTimeout(timeout)
                    : defaults.TimeoutSeconds,
                MaxRedirects = file.Number("http_options.max_redirects") is { } redirects
                    ? ApiKeySettings.ParseNumber("max_redirects", redirects) : defaults.MaxRedirects,
                UseNativeTls = file.Boolean("http_options.use_native_tls"),
                DangerDisableTlsVerification = file.Boolean("http_options.danger_disable_tls_verification"),
                DerRootCertificatePath = file.String("http_options.der_root_certificate_path"),
                PemRootCertificatePath = file.String("http_options.pem_root_certificate_path"),
            },
        };
    }

    public static string Format(ApiKeySettings settings)
    {
        var http = settings.Http;
        var toml = new StringBuilder($"""
            version = "1"

            [psono_settings]
            api_key_id = "{settings.ApiKeyId}"
            api_secret_key_hex = "{settings.ApiSecretKey.ToHex()}"
            server_url = {Quote(settings.ServerUrl)}

            [http_options]
            timeout = {http.TimeoutSeconds}
            max_redirects = {http.MaxRedirects}
            use_native_tls = {(http.UseNativeTls ? "true" : "false")}
            danger_disable_tls_verification = {(http.DangerDisableTlsVerification ? "true" : "false")}

            """);
        if (http.DerRootCertificatePath is { } der)
            toml.Append($"der_root_certificate_path = {Quote(der)}\n");
        if (http.PemRootCertificatePath is { } pem)
            toml.Append($"pem_root_certificate_path = {Quote(pem)}\n");
        var isPlain = settings is { RequireBoundGrants: false, AllowUnsafeNames: [], ApiPrivateKey: null, ServerVerifyKey: null };
        if (!isPlain)
            toml.Append("\n[psono_net]\n");
        if (settings.ServerVerifyKey is { } verifyKey)
            toml.Append($"server_verify_key = \"{verifyKey}\"\n");
        if (settings.ApiPrivateKey is { } privateKey)
            toml.Append($"api_private_key_hex = \"{privateKey.ToHex()}\"\n");
        if (settings.RequireBoundGrants)
            toml.Append("require_bound = true\n");
        if (settings.AllowUnsafeNames.Count > 0)
            toml.Append($"allow_unsafe_names = [{string.Join(", ", settings.AllowUnsafeNames.Select(Quote))}]\n");
        return toml.ToString();
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c))
                quoted.Append($"\\u{(int)c:X4}");
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
