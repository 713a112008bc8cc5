namespace Psono.Server.Recovery;

/// <summary>A row of <c>recovery_codes</c>. The authkey is hashed, the data sealed with the code.</summary>
internal sealed record StoredRecoveryCode(Guid Id, SealedKeys Keys, StoredVerifier? Verifier);
