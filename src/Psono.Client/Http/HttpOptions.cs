namespace Psono.Client.Http;

/// <summary>Settings of the connection to a Psono server.</summary>
public sealed class HttpOptions
{
    /// <summary>Gets the time one request may take, including its retries.</summary>
    /// <value>The default value is 60 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative or longer than 24 days.</exception>
    public TimeSpan Timeout { get; init => field = InRange(value, nameof(Timeout)); } = TimeSpan.FromSeconds(60);

    /// <summary>Gets the number of redirects that are followed, on the same host and never from https to http.</summary>
    /// <value>The default value is 0: a redirect is an error.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxRedirects { get; init => field = AtLeast(0, value, nameof(MaxRedirects)); }

    /// <summary>
    /// Gets the number of times a request is repeated, if that is safe, whose connection failed or for which there were too many. A server
    /// that says that it is away (502, 503, 504) is asked again until <see cref="Timeout"/>.
    /// </summary>
    /// <value>The default value is 3. With 0 nothing is repeated.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxRetries { get; init => field = AtLeast(0, value, nameof(MaxRetries)); } = 3;

    /// <summary>Gets the size up to which an answer is read.</summary>
    /// <value>The default value is 16 MiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public int MaxAnswerBytes { get; init => field = AtLeast(1, value, nameof(MaxAnswerBytes)); } = 16 * 1024 * 1024;

    /// <summary>Gets the path of a DER file with a root certificate that is trusted in addition to the system's.</summary>
    public string? DerRootCertificatePath { get; init; }

    /// <summary>Gets the path of a PEM file with root certificates that are trusted in addition to the system's.</summary>
    public string? PemRootCertificatePath { get; init; }

    /// <summary>Gets where trusted roots are looked up, one by one, instead of in the runtime's own store.</summary>
    /// <value>The default value is <see langword="null"/>: the runtime's own store.</value>
    internal RootCertificateBundle? Roots { get; init; }

    /// <summary>Gets a value indicating whether any server certificate is accepted.</summary>
    /// <value>The default value is <see langword="false"/>. With <see langword="true"/> anyone on the way can pose as the server.</value>
    public bool DangerDisableTlsVerification { get; init; }

    /// <summary>Gets what is called when the first request is sent. What it returns is disposed of with the connection.</summary>
    public Func<IDisposable?>? Waiting { get; init; }

    /// <summary>
    /// Gets a value indicating whether <see cref="Timeout"/> ends silence only: an answer that comes slowly takes the time it takes, and so
    /// does a request. For people, who see how far it is.
    /// </summary>
    internal bool IsPatient { get; init; }

    /// <summary>Gets what is told how far the transfer is; at its end, that there is none.</summary>
    internal Action<HttpProgress>? Progress { get; init; }

    /// <summary>Gets the clock used for timeouts and pauses.</summary>
    /// <value>The default value is the system's clock.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    private static int AtLeast(int least, int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }

    private static TimeSpan InRange(TimeSpan value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMilliseconds(int.MaxValue), name);
        return value;
    }
}
