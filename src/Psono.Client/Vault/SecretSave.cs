using Psono.Protocol.Secrets;

namespace Psono.Client.Vault;

/// <summary>What became of <see cref="VaultSecrets.SaveAsync"/>: what the server has now.</summary>
/// <param name="IsStored">Whether it is what was saved; if not, another client was faster, and it is theirs.</param>
/// <param name="Content">The content.</param>
/// <param name="WriteDate">
/// When it was written, for the next save; <see langword="null"/> if the server did not tell: then it checks no versions either.
/// </param>
public sealed record SecretSave(bool IsStored, SecretContent Content, string? WriteDate);
