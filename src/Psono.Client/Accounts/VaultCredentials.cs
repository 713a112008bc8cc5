namespace Psono.Client.Accounts;

/// <summary>What a person gives to log in or to register.</summary>
public sealed class VaultCredentials
{
    /// <summary>Gets the name of the account, such as <c>alice@example.com</c>.</summary>
    public required string Username { get; init; }

    /// <summary>Gets the password. It never leaves this process.</summary>
    public required string Password { get; init; }

    /// <summary>
    /// Gets what asks for a one-time password, of an authenticator or of a YubiKey, if the server wants one as second factor: again after a
    /// wrong one.
    /// </summary>
    /// <value>The default value is <see langword="null"/>: such a login fails.</value>
    public Func<CancellationToken, Task<string>>? OneTimePassword { get; init; }

    /// <summary>
    /// Gets what answers a second factor of any kind, in place of <see cref="OneTimePassword"/>: again after a wrong answer, at most three
    /// times, and once for each method where a server requires all.
    /// </summary>
    /// <value>The default value is <see langword="null"/>.</value>
    public Func<SecondFactorChallenge, CancellationToken, Task<SecondFactorAnswer>>? SecondFactor { get; init; }

    /// <summary>Gets what the list of sessions shows for this login.</summary>
    /// <value>The default value is the name of the machine.</value>
    public string DeviceDescription { get; init; } = Environment.MachineName;

    /// <summary>Gets how long the session is to last. The server may allow less.</summary>
    /// <value>The default value is one day.</value>
    public TimeSpan Duration { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether the names of a server's accounts can end with its host: an address is no domain.</summary>
    /// <param name="server">The server's URL.</param>
    /// <returns>Whether <see cref="CompleteUsername"/> may complete a bare name.</returns>
    public static bool HasDomain(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.HostNameType == UriHostNameType.Dns;
    }

    /// <summary>Makes a bare name the name of an account of a server: <c>alice</c> is <c>alice@example.com</c> there.</summary>
    /// <param name="name">A name with or without domain.</param>
    /// <param name="server">The server's URL.</param>
    /// <returns>The name in lower case, with a domain.</returns>
    public static string CompleteUsername(string name, Uri server)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(server);
        var lower = name.Trim().ToLowerInvariant();
        if (lower.Contains('@', StringComparison.Ordinal))
            return lower;
        var host = server.IdnHost;
        return $"{lower}@{(host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host)}";
    }
}
