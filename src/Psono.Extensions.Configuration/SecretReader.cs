using Microsoft.Extensions.Configuration;
using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Settings;
using Psono.Protocol.Secrets;

namespace Psono.Extensions.Configuration;

/// <summary>Reads the secrets, over one connection, and merges their variables into configuration keys.</summary>
internal sealed class SecretReader(PsonoConfigurationOptions options) : IDisposable
{
    private static readonly string[] WithSecretKey = ["PSONO_CI_API_SECRET_KEY_HEX", "PSONO_CI_CONFIG_PACKED"];

    private ApiKeyClient? _client;
    private FollowedSecrets? _secrets;
    private Exception? _unusable;

    public static bool HoldsSecretKey(string key) => WithSecretKey.Contains(key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys and their values; null if they are what they were before.</summary>
    public async Task<Dictionary<string, string?>?> ReadIfChangedAsync(CancellationToken cancellationToken)
    {
        _secrets ??= Connect();
        var secrets = await _secrets.ReadIfChangedAsync(cancellationToken).ConfigureAwait(false);
        if (secrets is null)
            return _unusable is null ? null : throw _unusable;
        try
        {
            var merged = Merge(secrets);
            RefuseMissing(merged);
            _unusable = null;
            return merged;
        }
        catch (Exception e)
        {
            // They stay unusable for as long as they stay the same.
            _unusable = e;
            throw;
        }
        finally
        {
            foreach (var secret in secrets)
                secret.Dispose();
        }
    }

    /// <summary>That the secrets could not be read is no excuse for what the application cannot do without.</summary>
    public void RefuseWithout(PsonoApiException cause) => RefuseMissing([], cause);

    public void Dispose() => _client?.Dispose();

    private FollowedSecrets Connect()
    {
        try
        {
            _client = Settings().CreateClient(options.Http);
        }
        catch (ApiKeySettingsException e)
        {
            throw new PsonoConfigurationException(e.Hint is null ? e.Message : $"{e.Message}; {e.Hint}", e);
        }

        _client.RequireBoundGrants |= options.RequireBoundGrants;
        return _client.Follow([.. options.Secrets]);
    }

    private ApiKeySettings Settings()
    {
        var isGiven = options.ServerUrl is not null || options.ApiKeyId is not null
            || options.ApiSecretKeyHex is not null || options.ApiSecretKeyFile is not null;
        if (options.ConfigurationFile is null)
        {
            return isGiven
                ? ApiKeySettings.Of(
                    options.ServerUrl?.OriginalString, options.ApiKeyId, options.ApiSecretKeyHex, options.ApiSecretKeyFile)
                : ApiKeySettings.Find();
        }

        return isGiven
            ? throw new PsonoConfigurationException("ConfigurationFile counts alone: server, id and secret key are in it")
            : ApiKeySettings.ReadFile(options.ConfigurationFile);
    }

    private Dictionary<string, string?> Merge(IReadOnlyList<OpenedSecret> secrets)
    {
        var merged = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var secret in secrets)
        {
            foreach (var variable in VariablesOf(secret))
            {
                if (options.KeyMapper(variable.Key) is not { Length: > 0 } name)
                    continue;

                var key = InSection(name);
                if (merged.TryAdd(key, variable.Value))
                    continue;
                if (options.Duplicates == DuplicateKeys.Throw)
                    throw new PsonoConfigurationException($"the key {key} occurs twice, the second time in secret {secret.SecretId}");
                if (options.Duplicates == DuplicateKeys.LastWins)
                    merged[key] = variable.Value;
            }
        }

        return merged;
    }

    private static IReadOnlyList<EnvironmentVariable> VariablesOf(OpenedSecret secret)
    {
        try
        {
            return secret.Parse().GetVariables();
        }
        catch (FormatException)
        {
            throw new PsonoConfigurationException($"the variables of secret {secret.SecretId} are not in the form that clients write");
        }
    }

    private void RefuseMissing(Dictionary<string, string?> merged, PsonoApiException? cause = null)
    {
        var missing = options.RequiredKeys.Select(InSection).Where(key => !merged.ContainsKey(key)).ToList();
        if (missing.Count == 0)
            return;
        var keys = $"the required key{(missing.Count == 1 ? "" : "s")} {string.Join(", ", missing)}";
        throw new PsonoConfigurationException(cause is null ? $"no secret has {keys}" : $"without {keys}: {cause.Message}", cause);
    }

    private string InSection(string name) => options.Section is { Length: > 0 } section ? ConfigurationPath.Combine(section, name) : name;
}
