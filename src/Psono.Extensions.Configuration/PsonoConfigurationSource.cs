using Microsoft.Extensions.Configuration;

namespace Psono.Extensions.Configuration;

/// <summary>Represents the <i>Environment Variables</i> secrets of an API key as a configuration source.</summary>
/// <param name="options">Which secrets, and how.</param>
public sealed class PsonoConfigurationSource(PsonoConfigurationOptions options) : IConfigurationSource
{
    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new PsonoConfigurationProvider(options);
}
