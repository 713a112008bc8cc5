namespace Psono.Client.Accounts;

/// <summary>What became of an emergency login.</summary>
/// <param name="Session">The session; <see langword="null"/> while the waiting time is not over.</param>
/// <param name="Wait">How long to wait yet.</param>
public sealed record EmergencyLoginResult(VaultSession? Session, TimeSpan Wait);
