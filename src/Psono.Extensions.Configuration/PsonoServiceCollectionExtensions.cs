using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Psono.Client.ApiKeys;

namespace Psono.Extensions.Configuration;

// docs/decisions/0067
/// <summary>Adds a client, a health check, logging and manual refresh to the services of an application.</summary>
public static class PsonoServiceCollectionExtensions
{
    private const string HealthCheckName = "psono";

    /// <summary>
    /// Adds an <see cref="ApiKeyClient"/>, which reads and writes secrets; a <see cref="PsonoRefresher"/>; and the health check
    /// <c>psono</c>. Connects the secrets in the configuration (<see cref="PsonoConfigurationExtensions.AddPsono"/>) to the host's loggers
    /// when the host starts.
    /// </summary>
    /// <param name="services">The services to add to. The client is a singleton. If there is one already, it is kept.</param>
    /// <param name="configure">
    /// Configures the API key of the client. By default it is the one of the first <see cref="PsonoConfigurationExtensions.AddPsono"/> of
    /// the configuration; without any, it is looked up in the same places.
    /// </param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddPsonoSecrets(this IServiceCollection services, Action<PsonoClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => CreateClient(provider, configure));
        if (services.Any(service => service.ServiceType == typeof(PsonoRefresher)))
            return services;
        services.AddSingleton<PsonoRefresher>();
        services.AddHostedService<LoggerConnection>();
        services.AddHealthChecks().AddCheck<PsonoHealthCheck>(HealthCheckName);
        return services;
    }

    /// <summary>Adds another <see cref="ApiKeyClient"/> as a keyed singleton, for another API key.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="serviceKey">The key of the service, as in <c>[FromKeyedServices("reports")] ApiKeyClient client</c>.</param>
    /// <param name="configure">Configures the API key of the client.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddKeyedPsonoSecrets(
        this IServiceCollection services, object? serviceKey, Action<PsonoClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddKeyedSingleton(serviceKey, (provider, _) => CreateClient(provider, configure));
        return services;
    }

    private static ApiKeyClient CreateClient(IServiceProvider services, Action<PsonoClientOptions>? configure)
    {
        PsonoClientOptions? ofSource = configure is null
            ? PsonoConfigurationExtensions.PsonoSources(services.GetService<IConfiguration>()).FirstOrDefault()?.Options
            : null;
        var options = ofSource ?? new PsonoClientOptions();
        configure?.Invoke(options);
        return options.CreateClient(options.Cache);
    }
}
