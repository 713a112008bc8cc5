using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;

namespace Psono.Extensions.Configuration;

/// <summary>Which API key to read secrets with, of which server, and how to talk to it.</summary>
public class PsonoClientOptions
{
    /// <summary>Gets or sets the address of the server's API, for example <c>https://example.com/server</c>.</summary>
    /// <value>The default value is <see langword="null"/>: found with the API key, or in <c>PSONO_CI_SERVER_URL</c>.</value>
    public Uri? ServerUrl { get; set; }

    /// <summary>Gets or sets the id of the API key.</summary>
    /// <value>The default value is <see langword="null"/>: found where psonoci finds it, or in <c>PSONO_CI_API_KEY_ID</c>.</value>
    public Guid? ApiKeyId { get; set; }

    /// <summary>Gets or sets the secret key of the API key: 64 hex digits.</summary>
    /// <value>The default value is <see langword="null"/>: found as the id is, or in <c>PSONO_CI_API_SECRET_KEY_HEX</c>.</value>
    public string? ApiSecretKeyHex { get; set; }

    /// <summary>Gets or sets a file whose first line is the secret key of the API key.</summary>
    public string? ApiSecretKeyFile { get; set; }

    /// <summary>Gets or sets a configuration file of psonoci, which takes the place of the four above.</summary>
    public string? ConfigurationFile { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether secrets are refused that a lying server could have swapped for others of the same API key,
    /// because the client that granted them did not bind them.
    /// </summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool RequireBoundGrants { get; set; }

    /// <summary>Gets or sets the settings of the connection.</summary>
    /// <value>The default value is <see langword="null"/>: those that were found with the API key.</value>
    public HttpOptions? Http { get; set; }

    /// <summary>
    /// Gets or sets where the server's ciphertexts are kept, to do without the server while it is away. They open with the secret key of
    /// the API key only.
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
            ? throw new PsonoConfigurationException("ConfigurationFile counts alone: server, id and secret key are in it")
            : ApiKeySettings.ReadFile(ConfigurationFile);
    }
}
