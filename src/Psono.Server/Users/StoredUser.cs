namespace Psono.Server.Users;

/// <summary>A row of <c>users</c>. The e-mail address is sealed.</summary>
internal sealed record StoredUser(
    Guid Id,
    DateTimeOffset CreateDate,
    DateTimeOffset WriteDate,
    string Username,
    string Email,
    string EmailHash,
    StoredCredentials Credentials,
    string PublicKey,
    string UserSauce,
    string Language,
    bool IsEmailActive,
    bool IsActive,
    bool RequirePasswordChange,
    string? Zone = null);

/// <summary>What changes with the password. The keys are sealed by the client; the authkey is hashed.</summary>
internal sealed record StoredCredentials(
    string Authkey,
    string PrivateKey,
    string PrivateKeyNonce,
    string SecretKey,
    string SecretKeyNonce,
    string HashingAlgorithm,
    string HashingParameters);
