using Microsoft.Extensions.Configuration;

namespace Psono.Extensions.Configuration;

/// <summary>The environment-variable secrets of an API key as a source of configuration.</summary>
/// <param name="options">Which secrets, and how.</param>
public sealed class PsonoConfigurationSource(PsonoConfigurationOptions options) : IConfigurationSource
{
    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new PsonoConfigurationProvider(options);
}
