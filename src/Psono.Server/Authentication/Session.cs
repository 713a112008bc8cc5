using Psono.Protocol.Cryptography;

namespace Psono.Server.Authentication;

/// <summary>Who sends the current request, on a session endpoint. A handler takes it as a parameter.</summary>
internal sealed class Session : IDisposable
{
    /// <summary>Hex SHA-512 of the token, the key of its row.</summary>
    public required string TokenKey { get; init; }

    public required Guid TokenId { get; init; }

    public required Guid UserId { get; init; }

    public required SecretKey SecretKey { get; init; }

    public required string StoredSessionKey { get; init; }

    public required string? StoredUserValidator { get; init; }

    public required bool Active { get; init; }

    public required bool Read { get; init; }

    public required bool Write { get; init; }

    public required bool RequirePasswordChange { get; init; }

    public required bool IsAdministrator { get; init; }

    /// <summary>By what the device is known; empty if it does not tell.</summary>
    public required string DeviceFingerprint { get; init; }

    /// <summary>The API key whose session it is; null if it is a person's.</summary>
    public required Guid? ApiKeyId { get; init; }

    /// <summary>The session of an API key that reaches only the secrets that are granted to it.</summary>
    public required bool Restricted { get; init; }

    /// <summary>
    /// The emergency code with which it was opened, by somebody whom the owner trusts to read, and not to be the owner; null: it is not.
    /// </summary>
    public required Guid? EmergencyCodeId { get; init; }

    public bool IsEmergency => EmergencyCodeId is not null;

    /// <summary>Whether it still is one: it may have been ended while its request came in, as slowly as the sender liked.</summary>
    public required Func<Task<bool>> LivesAsync { get; init; }

    /// <summary>Makes <c>Session session</c> a parameter of any handler of a session endpoint.</summary>
    public static ValueTask<Session> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Features.Get<Session>() ?? throw new InvalidOperationException("not a session endpoint"));

    public void Dispose() => SecretKey.Dispose();
}
