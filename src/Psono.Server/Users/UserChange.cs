using Psono.Server.Http.Fields;

namespace Psono.Server.Users;

/// <summary>What a request wants to change of an account with the current authkey; null: leave it.</summary>
internal sealed record UserChange(
    string? Email,
    string? Authkey,
    string? AuthkeyOld,
    string? PrivateKey,
    string? PrivateKeyNonce,
    string? SecretKey,
    string? SecretKeyNonce,
    string? UserSauce,
    HashingChange Hashing)
{
    public bool NeedsAuthkey =>
        Hashing.IsGiven || (Email ?? Authkey ?? PrivateKey ?? PrivateKeyNonce ?? SecretKey ?? SecretKeyNonce ?? UserSauce) is not null;

    /// <summary>Not the same password once more, as when only the keys are sealed anew.</summary>
    public bool IsNewPassword => Authkey is not null && Authkey != AuthkeyOld;

    public static UserChange Read(RequestFields fields) => new(
        fields.OptionalEmail("email", "INVALID_EMAIL_FORMAT", nullable: true)?.ToLowerInvariant(),
        fields.OptionalText("authkey", max: 128, min: 128, nullable: true),
        fields.OptionalText("authkey_old", nullable: true),
        fields.OptionalHex("private_key", max: 160, min: 160, nullable: true),
        fields.OptionalHex("private_key_nonce", max: 64, nullable: true),
        fields.OptionalHex("secret_key", max: 160, min: 160, nullable: true),
        fields.OptionalHex("secret_key_nonce", max: 64, nullable: true),
        fields.OptionalText("user_sauce", max: 64, nullable: true),
        HashingChange.Read(fields));
}
