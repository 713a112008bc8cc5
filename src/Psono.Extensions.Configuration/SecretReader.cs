using Microsoft.Extensions.Configuration;
using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.Http;
using Psono.Protocol.Cryptography;

namespace Psono.Extensions.Configuration;

/// <summary>Reads the secrets once and merges their variables into configuration keys.</summary>
internal static class SecretReader
{
    public static void Check(PsonoConfigurationOptions options)
    {
        if (options.ServerUrl is not { IsAbsoluteUri: true, Scheme: "https" or "http" })
            throw new ArgumentException(
                "ServerUrl has to be the http(s) address of the server's API, for example https://example.com/server");
        if (options.ApiKeyId == Guid.Empty)
            throw new ArgumentException("ApiKeyId has to be the id of an API key");
        if (!SecretKey.TryFromHex(options.ApiSecretKeyHex.AsSpan(), out var key))
            throw new ArgumentException("ApiSecretKeyHex has to be the 64 hexadecimal digits of the API key's secret key");
        key!.Dispose();
    }

    public static async Task<Dictionary<string, string?>> ReadAsync(PsonoConfigurationOptions options, CancellationToken cancellationToken)
    {
        using var client = new ApiKeyClient(
            new HttpTransport(options.ServerUrl!, options.Http), options.ApiKeyId, SecretKey.FromHex(options.ApiSecretKeyHex!))
        {
            RequireBoundGrants = options.RequireBoundGrants,
        };
        var wanted = options.SecretIds.Count > 0 ? options.SecretIds.ToList() : null;
        var secrets = await client.ReadManyAsync(wanted, cancellationToken).ConfigureAwait(false);
        try
        {
            return Merge(secrets, options);
        }
        finally
        {
            foreach (var secret in secrets)
                secret.Dispose();
        }
    }

    private static Dictionary<string, string?> Merge(IReadOnlyList<OpenedSecret> secrets, PsonoConfigurationOptions options)
    {
        var merged = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var secret in secrets)
        {
            foreach (var variable in secret.Parse().GetVariables())
            {
                if (options.KeyMapper(variable.Key) is not { Length: > 0 } name)
                    continue;

                var key = options.Section is { Length: > 0 } section ? ConfigurationPath.Combine(section, name) : name;
                if (merged.TryAdd(key, variable.Value))
                    continue;
                if (options.Duplicates == DuplicateKeys.Throw)
                    throw new InvalidOperationException($"the key {key} occurs twice, the second time in secret {secret.SecretId}");
                if (options.Duplicates == DuplicateKeys.LastWins)
                    merged[key] = variable.Value;
            }
        }

        var missing = options.RequiredKeys
            .Select(name => options.Section is { Length: > 0 } section ? ConfigurationPath.Combine(section, name) : name)
            .FirstOrDefault(key => !merged.ContainsKey(key));
        return missing is null ? merged : throw new InvalidOperationException($"no secret has the required key {missing}");
    }
}
