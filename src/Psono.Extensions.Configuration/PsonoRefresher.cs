using Microsoft.Extensions.Configuration;

namespace Psono.Extensions.Configuration;

/// <summary>Looks for changes of the secrets in an application's configuration when it is told to, whatever their interval is.</summary>
/// <param name="configuration">The application's configuration.</param>
public sealed class PsonoRefresher(IConfiguration configuration)
{
    /// <summary>
    /// Looks for changes now. Listeners have been told of them when this ends. A failure is logged, and leaves the values as they are.
    /// </summary>
    /// <param name="cancellationToken">Cancels the looking.</param>
    /// <returns>Whether the server could be asked for all of them, and what it answered could be used.</returns>
    public async Task<bool> TryRefreshAsync(CancellationToken cancellationToken = default)
    {
        var looks = PsonoConfigurationExtensions.PsonoSources(configuration).Select(source => source.LookAsync(cancellationToken));
        return (await Task.WhenAll(looks).ConfigureAwait(false)).All(isDone => isDone);
    }
}
