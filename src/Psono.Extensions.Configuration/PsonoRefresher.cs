using Microsoft.Extensions.Configuration;

namespace Psono.Extensions.Configuration;

/// <summary>Checks the secrets in an application's configuration for changes on demand, with or without a reload interval.</summary>
/// <param name="configuration">The application's configuration.</param>
public sealed class PsonoRefresher(IConfiguration configuration)
{
    /// <summary>
    /// Checks for changes now, with one request for each source. Reload tokens have fired when the task completes. A failure is logged and
    /// leaves the values unchanged.
    /// </summary>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>Whether all sources are up to date.</returns>
    public async Task<bool> TryRefreshAsync(CancellationToken cancellationToken = default)
    {
        var looks = PsonoConfigurationExtensions.PsonoSources(configuration).Select(source => source.LookAsync(cancellationToken));
        return (await Task.WhenAll(looks).ConfigureAwait(false)).All(isDone => isDone);
    }
}
