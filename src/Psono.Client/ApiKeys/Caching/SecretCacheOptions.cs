namespace Psono.Client.ApiKeys.Caching;

/// <summary>Where and how the server's ciphertexts are kept for the next time. They open with the secret key of the API key only.</summary>
public sealed class SecretCacheOptions
{
    /// <summary>Gets the directory, which is made if it does not exist.</summary>
    /// <exception cref="ArgumentException">The value is null or blank.</exception>
    public required string Directory
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Directory));
            field = value;
        }
    }

    /// <summary>Gets when the cache stands in for the server.</summary>
    public OfflineMode Offline { get; init; }

    /// <summary>Gets how long ago the server may have confirmed what stands in for it.</summary>
    /// <value>The default value is 7 days.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan MaxAge
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(MaxAge));
            field = value;
        }
    } = TimeSpan.FromDays(7);

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets how long another process that writes the cache is waited for.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Gets what is called in place of <see cref="Warn"/> when the cache stands in for the server: with the reason, and the time at which
    /// the server last confirmed what is used.
    /// </summary>
    public Action<PsonoApiException, DateTimeOffset>? OnFallback { get; init; }

    /// <summary>Gets what is told a line for people when the cache stands in for the server, or cannot be written.</summary>
    public Action<string> Warn { get; init; } = _ => { };
}
