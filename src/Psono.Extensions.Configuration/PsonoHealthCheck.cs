using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Psono.Client;
using Psono.Client.ApiKeys;

namespace Psono.Extensions.Configuration;

/// <summary>
/// How the secrets in the configuration are: healthy, degraded while an application works with values that cannot be confirmed, unhealthy
/// without any. Where looks for changes are made anyway, nobody is asked for it. Where there are no secrets in the configuration: whether
/// the server answers the client.
/// </summary>
internal sealed class PsonoHealthCheck(IServiceProvider services) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var sources = PsonoConfigurationExtensions.PsonoSources(services.GetService<IConfiguration>()).ToList();
        if (sources.Count == 0)
            return await AskAsync(context, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(sources.Select(source => source.LookForProbeAsync(cancellationToken))).ConfigureAwait(false);
        var results = sources.ConvertAll(source => ResultOf(source, context));
        return results.MinBy(result => result.Status);
    }

    private static HealthCheckResult ResultOf(PsonoConfigurationProvider source, HealthCheckContext context)
    {
        var data = new Dictionary<string, object>();
        if (source.ConfirmedAt is { } confirmedAt)
            data["confirmedAt"] = confirmedAt;
        return source.LastFailure is not { } failure ? HealthCheckResult.Healthy("the secrets are those of the server", data)
            : source.ConfirmedAt is null ? new HealthCheckResult(context.Registration.FailureStatus, MessageOf(failure), failure, data)
            : HealthCheckResult.Degraded(MessageOf(failure), failure, data);
    }

    private async Task<HealthCheckResult> AskAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await services.GetRequiredService<ApiKeyClient>().InspectAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy("the server answers");
        }
        catch (Exception e) when (e is PsonoApiException or PsonoConfigurationException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, MessageOf(e), e);
        }
    }

    private static string MessageOf(Exception failure) => FailureLog.ReasonOf(failure);
}
