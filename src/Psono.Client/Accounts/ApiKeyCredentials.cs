using Psono.Protocol.Cryptography;

namespace Psono.Client.Accounts;

/// <summary>What a machine gives to act as the owner of an API key. The keys belong to the caller, who disposes of them.</summary>
public sealed class ApiKeyCredentials
{
    /// <summary>Gets the id of the API key, which must not be restricted to secrets.</summary>
    public required Guid ApiKeyId { get; init; }

    /// <summary>Gets the secret key of the API key, which opens the account's keys. It never leaves this process.</summary>
    public required SecretKey ApiSecretKey { get; init; }

    /// <summary>Gets the private key of the API key, which signs the login. It never leaves this process.</summary>
    /// <value>
    /// The default value is <see langword="null"/>: it follows from the secret key, as it does of API keys that clients of this project
    /// made (protocol part 5, section 17). API keys of others have one that must be given.
    /// </value>
    public SecretKey? ApiPrivateKey { get; init; }

    /// <summary>Gets what the list of sessions shows for this login.</summary>
    /// <value>The default value is the name of the machine.</value>
    public string DeviceDescription { get; init; } = Environment.MachineName;

    /// <summary>Gets how long the session is to last. Servers allow ten minutes, if they are not told otherwise.</summary>
    /// <value>The default value is one day: as long as the server allows.</value>
    public TimeSpan Duration { get; init; } = TimeSpan.FromDays(1);
}
