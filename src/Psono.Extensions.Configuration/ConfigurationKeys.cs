using Microsoft.Extensions.Configuration;
using Psono.Client;
using Psono.Protocol.Secrets;

namespace Psono.Extensions.Configuration;

/// <summary>Makes configuration keys of the variables of secrets.</summary>
internal static class ConfigurationKeys
{
    private static readonly string[] WithSecretKey =
    [
        "PSONO_CI_API_SECRET_KEY_HEX", "PSONO_CI_API_PRIVATE_KEY_HEX", "PSONO_CI_CONFIG_PACKED",
    ];

    public static bool HoldsSecretKey(string key) => WithSecretKey.Contains(key, StringComparer.OrdinalIgnoreCase);

    // docs/decisions/0007
    /// <param name="secrets">The secrets, in their order.</param>
    /// <param name="options">Which variables, and what they become.</param>
    /// <param name="warn">Told of each key that two secrets have.</param>
    /// <exception cref="PsonoConfigurationException">A key occurs twice and must not, or a secret is not in the form of one.</exception>
    public static Dictionary<string, string?> Merge(
        IReadOnlyList<OpenedSecret> secrets, PsonoConfigurationOptions options, Action<string> warn)
    {
        var merged = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var sources = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase);
        foreach (var secret in secrets)
        {
            foreach (var variable in VariablesOf(secret))
            {
                if (NameOf(variable.Key, options) is not { Length: > 0 } name)
                    continue;

                var key = InSection(name, options);
                if (sources.TryAdd(key, secret.SecretId))
                {
                    merged[key] = variable.Value;
                    continue;
                }

                var twice = sources[key] == secret.SecretId
                    ? $"the key {key} is twice in secret {secret.SecretId}"
                    : $"the key {key} is in secret {sources[key]} and in secret {secret.SecretId}";
                if (options.Duplicates == DuplicateKeys.Throw)
                    throw new PsonoConfigurationException(twice);
                warn($"{twice}: the {(options.Duplicates == DuplicateKeys.LastWins ? "last" : "first")} one wins");
                if (options.Duplicates == DuplicateKeys.LastWins)
                    (merged[key], sources[key]) = (variable.Value, secret.SecretId);
            }
        }

        return merged;
    }

    /// <param name="values">What there is.</param>
    /// <param name="options">What has to be there.</param>
    /// <param name="cause">Why there is nothing, which is no excuse for what the application cannot do without.</param>
    /// <exception cref="PsonoConfigurationException">A required key is missing.</exception>
    public static void RefuseMissing(
        Dictionary<string, string?> values, PsonoConfigurationOptions options, PsonoApiException? cause = null)
    {
        var missing = options.RequiredKeys.Select(key => InSection(key, options)).Where(key => !values.ContainsKey(key)).ToList();
        if (missing.Count == 0)
            return;
        var hint = missing.Exists(key => key.Contains("__", StringComparison.Ordinal)) ? " (a key has : where a variable has __)" : "";
        var keys = $"the required key{(missing.Count == 1 ? "" : "s")} {string.Join(", ", missing)}{hint}";
        throw new PsonoConfigurationException(cause is null ? $"no secret has {keys}" : $"without {keys}: {cause.Message}", cause);
    }

    private static string? NameOf(string variable, PsonoConfigurationOptions options)
    {
        var prefix = options.Prefix ?? "";
        return variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? options.KeyMapper(variable[prefix.Length..]) : null;
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

    private static string InSection(string name, PsonoConfigurationOptions options) =>
        options.Section?.Trim(':') is { Length: > 0 } section ? ConfigurationPath.Combine(section, name) : name;
}
