using Microsoft.Extensions.Logging;

namespace Psono.Extensions.Configuration;

/// <summary>Options for <see cref="PsonoConfigurationExtensions.AddPsono"/>: which secrets become configuration, and how.</summary>
public sealed class PsonoConfigurationOptions : PsonoClientOptions
{
    /// <summary>What the timers of the runtime can measure.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>
    /// Gets the secrets to read, by id or by title, in the order in which they are merged. A value in the form of an id is taken as one.
    /// </summary>
    /// <value>Empty by default: all secrets that the API key can read, ordered by id.</value>
    public IList<string> Secrets { get; } = [];

    /// <summary>
    /// Gets or sets the prefix of the variables to read, as it is written in the secret, for example <c>App__</c>. Other variables are
    /// skipped. The prefix is removed before <see cref="KeyMapper"/> is called. Case is ignored.
    /// </summary>
    /// <value>The default value is <see langword="null"/>: all variables.</value>
    public string? Prefix { get; set; }

    /// <summary>Gets or sets the configuration section under which the values appear, for example <c>Psono:Reports</c>.</summary>
    /// <value>The default value is <see langword="null"/>: the root.</value>
    public string? Section { get; set; }

    /// <summary>
    /// Gets or sets the function that maps the name of a variable to a configuration key. It returns <see langword="null"/> to skip the
    /// variable.
    /// </summary>
    /// <value>The default value replaces <c>__</c> with <c>:</c>.</value>
    public Func<string, string?> KeyMapper
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(KeyMapper));
    } = name => name.Replace("__", ":", StringComparison.Ordinal);

    /// <summary>Gets or sets what happens when two variables have the same configuration key. Case is ignored.</summary>
    /// <value>The default value is <see cref="DuplicateKeys.LastWins"/>. Duplicates are logged as a warning.</value>
    public DuplicateKeys Duplicates { get; set; }

    /// <summary>
    /// Gets the configuration keys that must exist, relative to <see cref="Section"/>, for example <c>Database:Password</c>. Without them
    /// loading throws, even if <see cref="Optional"/> is set, and a reload is rejected.
    /// </summary>
    public ICollection<string> RequiredKeys { get; } = [];

    /// <summary>
    /// Gets or sets a value indicating whether the application may start without secrets while the server is unavailable: it cannot be
    /// reached, does not respond in time, or responds with 429 or 5xx. Loading still throws if there is no API key, if the server refuses
    /// it, or if its response is not authentic.
    /// </summary>
    /// <value>The default value is <see langword="false"/>: loading throws.</value>
    public bool Optional { get; set; }

    /// <summary>
    /// Gets or sets how long loading waits for a server that is unavailable, retrying every few seconds. A
    /// <see cref="PsonoClientOptions.Cache"/> is used at the first failure, or after this time if the server does not respond at all.
    /// </summary>
    /// <value>
    /// The default value is <see langword="null"/>: as long as one request may take. <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative or longer than 24 days.</exception>
    public TimeSpan? StartupTimeout
    {
        get;
        set => field = value == Timeout.InfiniteTimeSpan ? value : InRange(value, nameof(StartupTimeout));
    }

    /// <summary>
    /// Gets or sets how often to check for changes. Up to a tenth is added at random, so that many instances do not ask at the same time.
    /// </summary>
    /// <value>The default value is <see langword="null"/>: the secrets are read once.</value>
    /// <remarks>
    /// A check that fails leaves the values unchanged; the next one is then made sooner. Reload tokens fire only if a value has changed.
    /// While nothing has changed, a check is one short request over a connection that stays open, and is not counted as a read.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative or longer than 24 days.</exception>
    public TimeSpan? ReloadInterval
    {
        get;
        set => field = InRange(value, nameof(ReloadInterval));
    }

    /// <summary>
    /// Gets or sets where to log warnings, and failures that do not stop the application, before the host has its loggers. A failure is
    /// logged once, and so is recovery.
    /// </summary>
    /// <value>
    /// The default value is <see langword="null"/>: they are kept until <see cref="PsonoServiceCollectionExtensions.AddPsonoSecrets"/> or
    /// <see cref="PsonoConfigurationExtensions.LogPsonoTo"/> connects the host's loggers.
    /// </value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// Gets or sets the callback for every failure that does not stop the application. What it throws is ignored.
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
