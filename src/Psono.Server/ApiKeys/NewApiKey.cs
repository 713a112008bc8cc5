namespace Psono.Server.ApiKeys;

internal sealed record NewApiKey
{
    public Guid Id { get; } = Guid.NewGuid();

    public required string Title { get; init; }

    public required string PublicKey { get; init; }

    public required string PrivateKey { get; init; }

    public required string PrivateKeyNonce { get; init; }

    public required string SecretKey { get; init; }

    public required string SecretKeyNonce { get; init; }

    public required string UserPrivateKey { get; init; }

    public required string UserPrivateKeyNonce { get; init; }

    public required string UserSecretKey { get; init; }

    public required string UserSecretKeyNonce { get; init; }

    public required string VerifyKey { get; init; }

    public required bool Read { get; init; }

    public required bool Write { get; init; }

    public required bool RestrictToSecrets { get; init; }

    public required bool AllowInsecureAccess { get; init; }
}
