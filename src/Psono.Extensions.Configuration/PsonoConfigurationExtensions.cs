using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Psono.Extensions.Configuration;

/// <summary>Adds the secrets of a Psono server to a configuration.</summary>
public static class PsonoConfigurationExtensions
{
    /// <summary>
    /// Adds the variables of the <i>Environment Variables</i> secrets that an API key can read. Without options the API key is looked up
    /// where psonoci finds it: <c>PSONO_CI_CONFIG_PACKED</c>, <c>PSONO_CI_CONFIG_PATH</c>, <c>PSONO_CI_API_KEY_ID</c> with
    /// <c>PSONO_CI_API_SECRET_KEY_HEX</c> and <c>PSONO_CI_SERVER_URL</c>, <c>$CREDENTIALS_DIRECTORY/psonoci.toml</c>.
    /// </summary>
    /// <param name="builder">
    /// The builder to add to. Add environment variables before, so that the secret key in them is hidden.
    /// </param>
    /// <param name="configure">Configures which secrets are read, and how.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <remarks>
    /// The secrets are read when the configuration is built; by a <see cref="ConfigurationManager"/>, as of
    /// <c>WebApplication.CreateBuilder</c>, within this call. <see cref="PsonoConfigurationProvider.Load"/> lists what is thrown.
    /// </remarks>
    public static IConfigurationBuilder AddPsono(
        this IConfigurationBuilder builder, Action<PsonoConfigurationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new PsonoConfigurationOptions();
        configure?.Invoke(options);
        return builder.Add(new PsonoConfigurationSource(options));
    }

    /// <summary>
    /// Logs to <paramref name="loggerFactory"/> from now on, beginning with what has happened so far. Not needed in a host with
    /// <see cref="PsonoServiceCollectionExtensions.AddPsonoSecrets"/>, which does it when the host starts.
    /// </summary>
    /// <param name="configuration">A built configuration. Without a source added by <see cref="AddPsono"/> nothing happens.</param>
    /// <param name="loggerFactory">The loggers of the application.</param>
    public static void LogPsonoTo(this IConfiguration configuration, ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        foreach (var source in PsonoSources(configuration))
            source.LogTo(loggerFactory);
    }

    /// <summary>
    /// Returns the view of <see cref="ConfigurationRootExtensions.GetDebugView(IConfigurationRoot)"/> with <c>***</c> in place of each
    /// value that comes from a secret.
    /// </summary>
    /// <param name="configuration">A built configuration.</param>
    /// <returns>The keys, their values and where these come from. A secret that another source repeats is shown.</returns>
    public static string GetRedactedDebugView(this IConfigurationRoot configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.GetDebugView(context => IsSecret(context.ConfigurationProvider, context.Path) ? "***" : context.Value ?? "");
    }

    internal static IEnumerable<PsonoConfigurationProvider> PsonoSources(IConfiguration? configuration) =>
        (configuration as IConfigurationRoot)?.Providers.SelectMany(provider => provider switch
        {
            PsonoConfigurationProvider ours => [ours],
            ChainedConfigurationProvider chained => PsonoSources(chained.Configuration),
            _ => [],
        }) ?? [];

    /// <summary>Also what comes through a part of another configuration, of which nobody can tell where it has it from.</summary>
    private static bool IsSecret(IConfigurationProvider provider, string key) => provider switch
    {
        ChainedConfigurationProvider { Configuration: IConfigurationRoot chained } =>
            chained.Providers.LastOrDefault(inner => inner.TryGet(key, out _)) is { } source && IsSecret(source, key),
        _ => provider is PsonoConfigurationProvider or ChainedConfigurationProvider,
    };
}
