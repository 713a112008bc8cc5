using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;

namespace Psono.Extensions.Configuration;

/// <summary>Options for a client: which server, which API key, and how to connect.</summary>
public class PsonoClientOptions
{
    /// <summary>Gets or sets the address of the server's API, for example <c>https://example.com/server</c>.</summary>
    /// <value>The default value is <see langword="null"/>: taken from where the API key is found, or <c>PSONO_CI_SERVER_URL</c>.</value>
    public Uri? ServerUrl { get; set; }

    /// <summary>Gets or sets the id of the API key.</summary>
    /// <value>The default value is <see langword="null"/>: found where psonoci finds it, or <c>PSONO_CI_API_KEY_ID</c>.</value>
    public Guid? ApiKeyId { get; set; }

    /// <summary>
    /// Gets or sets the secret key of the API key: 64 hexadecimal digits. It stays in memory as a string; prefer
    /// <see cref="ApiSecretKeyFile"/>.
    /// </summary>
    /// <value>The default value is <see langword="null"/>: found where the id is, or <c>PSONO_CI_API_SECRET_KEY_HEX</c>.</value>
    public string? ApiSecretKeyHex { get; set; }

    /// <summary>Gets or sets the path of a file whose first line is the secret key of the API key.</summary>
    public string? ApiSecretKeyFile { get; set; }

    /// <summary>
    /// Gets or sets the path of a psonoci configuration file (<c>psonoci.toml</c>). It cannot be combined with <see cref="ServerUrl"/>,
    /// <see cref="ApiKeyId"/>, <see cref="ApiSecretKeyHex"/> or <see cref="ApiSecretKeyFile"/>.
    /// </summary>
    public string? ConfigurationFile { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether to reject secrets that a malicious server could have swapped for others of the same API key,
    /// because the client that granted them did not bind the grant to the secret.
    /// </summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool RequireBoundGrants { get; set; }

    /// <summary>Gets or sets the settings of the connection: timeout, retries, root certificates.</summary>
    /// <value>The default value is <see langword="null"/>: those found with the API key. A value replaces all of them.</value>
    public HttpOptions? Http { get; set; }

    /// <summary>
    /// Gets or sets where to keep an encrypted copy of the secrets, to start from while the server is unavailable. Only the secret key of
    /// the API key decrypts it.
    /// </summary>
    /// <value>The default value is <see langword="null"/>: nothing is written to disk.</value>
    public SecretCacheOptions? Cache { get; set; }

    /// <exception cref="PsonoConfigurationException">The settings of the API key are missing or wrong.</exception>
    /// <exception cref="PsonoApiException">A certificate file cannot be read.</exception>
    internal ApiKeyClient CreateClient(SecretCacheOptions? cache)
    {
        try
        {
            var client = Settings().CreateClient(Http, cache);
            client.RequireBoundGrants |= RequireBoundGrants;
            return client;
        }
        catch (ApiKeySettingsException e)
        {
            throw new PsonoConfigurationException(e.Hint is null ? e.Message : $"{e.Message}; {e.Hint}", e);
        }
    }

    private ApiKeySettings Settings()
    {
        var isGiven = ServerUrl is not null || ApiKeyId is not null || ApiSecretKeyHex is not null || ApiSecretKeyFile is not null;
        if (ConfigurationFile is null)
        {
            return isGiven
                ? ApiKeySettings.Of(ServerUrl?.OriginalString, ApiKeyId, ApiSecretKeyHex, ApiSecretKeyFile)
                : ApiKeySettings.Find();
        }

        return isGiven
            ? throw new PsonoConfigurationException(
                "ConfigurationFile cannot be combined with ServerUrl, ApiKeyId, ApiSecretKeyHex or ApiSecretKeyFile")
            : ApiKeySettings.ReadFile(ConfigurationFile);
    }
}
