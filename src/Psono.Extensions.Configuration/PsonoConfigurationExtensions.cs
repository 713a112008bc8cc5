using Microsoft.Extensions.Configuration;

namespace Psono.Extensions.Configuration;

/// <summary>Adds the secrets of a Psono server to a configuration.</summary>
public static class PsonoConfigurationExtensions
{
    /// <summary>Adds the variables of the environment-variable secrets that an API key may read.</summary>
    /// <param name="builder">The builder to add to.</param>
    /// <param name="configure">Sets at least the server, the id and the secret key of the API key.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentException">
    /// One of these three is missing or malformed. The message does not repeat the secret key.
    /// </exception>
    public static IConfigurationBuilder AddPsono(this IConfigurationBuilder builder, Action<PsonoConfigurationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new PsonoConfigurationOptions();
        configure(options);
        SecretReader.Check(options);
        return builder.Add(new PsonoConfigurationSource(options));
    }
}
