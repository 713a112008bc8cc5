namespace Psono.Client.ApiKeys.Caching;

/// <summary>Options for the encrypted copy of the secrets on disk. Only the secret key of the API key decrypts it.</summary>
public sealed class SecretCacheOptions
{
    /// <summary>Gets the directory. It is created, for its owner only, if it does not exist.</summary>
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

    /// <summary>Gets when the cache is used in place of the server.</summary>
    /// <value>The default value is <see cref="OfflineMode.Fallback"/>: while the server is unavailable.</value>
    public OfflineMode Offline { get; init; }

    /// <summary>Gets how long after the server last confirmed them cached secrets may be used.</summary>
    /// <value>The default value is 7 days.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan MaxAge { get; init => field = Positive(value, nameof(MaxAge)); } = TimeSpan.FromDays(7);

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets how long another process that writes the cache is waited for.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Gets the callback for when the cache is used in place of the server, instead of <see cref="Warn"/>: with the reason, and when the
    /// server last confirmed the secrets.
    /// </summary>
    public Action<PsonoApiException, DateTimeOffset>? OnFallback { get; init; }

    /// <summary>Gets the callback for warnings, one line each: the cache is used in place of the server, or cannot be written.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    private static TimeSpan Positive(TimeSpan value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
        return value;
    }
}
