using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Psono.Extensions.Configuration;

/// <summary>Adds the secrets of a Psono server to a configuration.</summary>
public static class PsonoConfigurationExtensions
{
    /// <summary>
    /// Adds the variables of the environment-variable secrets that an API key may read. Where the options do not say which key that is, it
    /// is found where psonoci finds it: <c>PSONO_CI_CONFIG_PACKED</c>, <c>PSONO_CI_CONFIG_PATH</c>, <c>PSONO_CI_API_KEY_ID</c> and its
    /// neighbours, <c>$CREDENTIALS_DIRECTORY/psonoci.toml</c>. The secrets are read when the configuration is built; what may be thrown
    /// then is at <see cref="PsonoConfigurationProvider.Load"/>.
    /// </summary>
    /// <param name="builder">The builder to add to. Environment variables are added before, for their secret key to be hidden.</param>
    /// <param name="configure">Which secrets, and how.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static IConfigurationBuilder AddPsono(
        this IConfigurationBuilder builder, Action<PsonoConfigurationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new PsonoConfigurationOptions();
        configure?.Invoke(options);
        return builder.Add(new PsonoConfigurationSource(options));
    }

    /// <summary>
    /// Logs from now on when secrets cannot be read, and when they can be again: <c>app.Configuration.LogPsonoTo(loggerFactory)</c>.
    /// What already fails is logged at once. <see cref="PsonoServiceCollectionExtensions.AddPsonoSecrets"/> does it when the host starts.
    /// </summary>
    /// <param name="configuration">A built configuration. One without our secrets is left alone.</param>
    /// <param name="loggerFactory">The host's loggers, which are there only after the configuration.</param>
    public static void LogPsonoTo(this IConfiguration configuration, ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        foreach (var source in PsonoSources(configuration))
            source.LogTo(loggerFactory);
    }

    /// <summary>Shows all keys, and where their values come from, but not the values that come from secrets.</summary>
    /// <param name="configuration">A built configuration.</param>
    /// <returns>
    /// What <see cref="ConfigurationRootExtensions.GetDebugView(IConfigurationRoot)"/> shows, with <c>***</c> in the place of each secret
    /// value. Where another source repeats a secret, it is shown.
    /// </returns>
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
