using Microsoft.Extensions.Logging;

namespace Psono.Extensions.Configuration;

/// <summary>Which secrets become configuration, and how.</summary>
public sealed class PsonoConfigurationOptions : PsonoClientOptions
{
    /// <summary>What the timers of the runtime can measure.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>Gets the secrets to read, by id or by title, in the order in which they are merged. What looks like an id is one.</summary>
    /// <value>Empty by default: all secrets of the key, ordered by id.</value>
    public IList<string> Secrets { get; } = [];

    /// <summary>
    /// Gets or sets what the names of variables begin with that are meant: the others are left out, and it is cut off, before
    /// <see cref="KeyMapper"/>. Case does not count.
    /// </summary>
    /// <value>The default value is <see langword="null"/>: all variables.</value>
    public string? Prefix { get; set; }

    /// <summary>Gets or sets the section in which the variables appear.</summary>
    /// <value>The default value is <see langword="null"/>: the root.</value>
    public string? Section { get; set; }

    /// <summary>
    /// Gets or sets what turns the name of a variable into a configuration key; <see langword="null"/> as result leaves it out.
    /// </summary>
    /// <value>The default value replaces <c>__</c> by <c>:</c>.</value>
    public Func<string, string?> KeyMapper
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(KeyMapper));
    } = name => name.Replace("__", ":", StringComparison.Ordinal);

    /// <summary>Gets or sets what happens when two secrets have a variable of the same key (case does not count).</summary>
    /// <value>The default value is <see cref="DuplicateKeys.LastWins"/>.</value>
    public DuplicateKeys Duplicates { get; set; }

    /// <summary>
    /// Gets the keys that must be there, in the spelling of configuration keys below <see cref="Section"/>. Also <see cref="Optional"/>
    /// does not start without them.
    /// </summary>
    public ICollection<string> RequiredKeys { get; } = [];

    /// <summary>
    /// Gets or sets a value indicating whether the application may start while the server is away: it cannot be reached, does not answer in
    /// time, or answers 429 or 5xx. What the server refuses, and what is not authentic, stops the start all the same.
    /// </summary>
    /// <value>The default value is <see langword="false"/>: loading throws.</value>
    public bool Optional { get; set; }

    /// <summary>Gets or sets how long loading waits for a server that is away, asking again and again.</summary>
    /// <value>The default value is <see langword="null"/>: as long as one request may take.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative or longer than 24 days.</exception>
    public TimeSpan? StartupTimeout
    {
        get;
        set => field = value == Timeout.InfiniteTimeSpan ? value : InRange(value, nameof(StartupTimeout));
    }

    /// <summary>Gets or sets the time between two looks for changes, plus up to a tenth at random; less after a failure.</summary>
    /// <value>The default value is <see langword="null"/>: the secrets are read once.</value>
    /// <remarks>
    /// A look that fails keeps the values at hand. Listeners are told only if a value changed. While nothing has changed, a look is one
    /// short request over a connection that stays open, and no read to the server.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative or longer than 24 days.</exception>
    public TimeSpan? ReloadInterval
    {
        get;
        set => field = InRange(value, nameof(ReloadInterval));
    }

    /// <summary>Gets or sets where failures are logged that do not stop the application, each once, and their end.</summary>
    /// <value>
    /// The default value is <see langword="null"/>: nowhere, until the host's loggers are there, which
    /// <see cref="PsonoServiceCollectionExtensions.AddPsonoSecrets"/> or <see cref="PsonoConfigurationExtensions.LogPsonoTo"/> gives.
    /// </value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// Gets or sets what is called at every failure that does not stop the application. The message never holds a value.
    /// </summary>
    public Action<Exception>? OnLoadFailed { get; set; }

    internal TimeProvider Time => Http?.Time ?? TimeProvider.System;

    private static TimeSpan? InRange(TimeSpan? value, string name)
    {
        if (value is not { } time)
            return null;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, Longest, name);
        return time;
    }
}
