using Psono.Client.Http;

namespace Psono.Extensions.Configuration;

/// <summary>Which secrets become configuration, and how.</summary>
public sealed class PsonoConfigurationOptions
{
    /// <summary>Gets or sets the address of the server's API, for example <c>https://example.com/server</c>.</summary>
    public Uri? ServerUrl { get; set; }

    /// <summary>Gets or sets the id of the API key.</summary>
    public Guid ApiKeyId { get; set; }

    /// <summary>Gets or sets the secret key of the API key: 64 hex digits.</summary>
    public string? ApiSecretKeyHex { get; set; }

    /// <summary>Gets the ids of the secrets to read, in the order in which they are merged.</summary>
    /// <value>Empty by default: all secrets of the key, ordered by id.</value>
    public IList<Guid> SecretIds { get; } = [];

    /// <summary>Gets or sets the section in which the variables appear.</summary>
    /// <value>The default value is <see langword="null"/>: the root.</value>
    public string? Section { get; set; }

    /// <summary>
    /// Gets or sets what turns the name of a variable into a configuration key; <see langword="null"/> as result leaves it out.
    /// </summary>
    /// <value>The default value replaces <c>__</c> by <c>:</c>.</value>
    public Func<string, string?> KeyMapper { get; set; } = name => name.Replace("__", ":", StringComparison.Ordinal);

    /// <summary>Gets or sets what happens when two secrets have a variable of the same key (case does not count).</summary>
    /// <value>The default value is <see cref="DuplicateKeys.LastWins"/>.</value>
    public DuplicateKeys Duplicates { get; set; }

    /// <summary>Gets the keys that must be there, in the spelling of configuration keys below <see cref="Section"/>.</summary>
    public ICollection<string> RequiredKeys { get; } = [];

    /// <summary>Gets or sets a value indicating whether the application may start when the server cannot be read.</summary>
    /// <value>The default value is <see langword="false"/>: loading throws.</value>
    public bool Optional { get; set; }

    /// <summary>Gets or sets the time between two looks for changes, plus up to a tenth at random.</summary>
    /// <value>The default value is <see langword="null"/>: the secrets are read once.</value>
    /// <remarks>A look that fails keeps the values at hand. Listeners are told only if a value changed.</remarks>
    public TimeSpan? ReloadInterval { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether secrets are refused that a lying server could have swapped for others of the same API key,
    /// because the client that granted them did not bind them.
    /// </summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool RequireBoundGrants { get; set; }

    /// <summary>Gets or sets the settings of the connection.</summary>
    public HttpOptions Http { get; set; } = new();
}
