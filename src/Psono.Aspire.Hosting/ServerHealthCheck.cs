using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Asks the server whether it is well. It is not told the API key.</summary>
internal sealed class ServerHealthCheck(PsonoResource resource, HttpClient client) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (await resource.AddressAsync(cancellationToken).ConfigureAwait(false) is not { } address)
            return HealthCheckResult.Unhealthy("The server URL is not an http or https URL.");
        try
        {
            using var response = await client.GetAsync(new Uri(address, "healthcheck/"), cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"{address} responds with {(int)response.StatusCode}.");
        }
        catch (HttpRequestException e)
        {
            return HealthCheckResult.Unhealthy($"{address} cannot be reached: {e.Message}");
        }
    }
}
