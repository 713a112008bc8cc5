using System.Security.Cryptography;
using Psono.Protocol.Cryptography;
using Psono.Server.Configuration;
using Psono.Server.Http.Fields;
using Psono.Server.Invitations;

namespace Psono.Server.Users;

/// <summary>What a client sends of a new account. Protocol part 1, section 6.2.</summary>
internal static class RegistrationFields
{
    /// <summary>
    /// The account, before it is hashed and sealed for the database. An invitation is stronger than the rules for strangers.
    /// </summary>
    public static StoredUser Read(
        RequestFields fields, ServerOptions options, EmailHash emails, string language, StoredInvitation? invitation, DateTimeOffset now)
    {
        var username = fields.Email("username", "INVALID_USERNAME_FORMAT").ToLowerInvariant();
        if (invitation is not null && username != invitation.Username)
            fields.Refuse("username", "INVITATION_FOR_ANOTHER_USERNAME");
        else if (invitation is null
            && EmailAddress.IsValid(username)
            && UsernameRules.Violation(username, options.AllowedDomains) is { } violation)
            fields.Refuse("username", violation);
        var email = fields.Email("email", "INVALID_EMAIL_FORMAT").ToLowerInvariant();
        var authkey = fields.Text("authkey", max: 128, min: 128);
        var publicKey = fields.Hex("public_key", max: 64, min: 64);
        if (!CanBeSealedTo(publicKey))
            fields.Refuse("public_key", "NO_VALID_HEX");
        var privateKey = fields.Text("private_key", max: 160, min: 160);
        var privateKeyNonce = fields.Text("private_key_nonce", max: 64);
        var secretKey = fields.Text("secret_key", max: 160, min: 160);
        var secretKeyNonce = fields.Text("secret_key_nonce", max: 64);
        var sauce = fields.Text("user_sauce", max: 64);
        if (fields.OptionalText("hashing_algorithm") is not (null or HashingParametersField.Algorithm))
            fields.Refuse("hashing_algorithm", "INVALID_HASHING_ALGORITHM");
        var parameters = HashingParametersField.Parse(fields.OptionalObject("hashing_parameters"));

        return new StoredUser(
            Guid.NewGuid(), now, now, username, email, emails.Of(email),
            new StoredCredentials(
                authkey, privateKey, privateKeyNonce, secretKey, secretKeyNonce, HashingParametersField.Algorithm,
                parameters is null ? "" : HashingParametersField.Store(parameters)),
            publicKey, sauce, language, IsEmailActive: !options.SendsEmail, IsActive: true, RequirePasswordChange: false);
    }

    /// <summary>A login seals something to this key; a point of low order would make every login fail.</summary>
    private static bool CanBeSealedTo(string hex)
    {
        try
        {
            using var probe = SecretKey.Generate();
            return PublicKey.TryFromHex(hex, out var key) && Box.Seal(probe, key!, "").Text.Length > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
