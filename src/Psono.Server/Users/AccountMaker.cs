using System.Security.Cryptography;
using Psono.Protocol.Cryptography;
using Psono.Server.Data;

namespace Psono.Server.Users;

/// <summary>
/// An account that the server makes, which plays the client for once (protocol part 4, section 1.5): it has the password and the keys for
/// as long as that takes.
/// </summary>
internal static class AccountMaker
{
    /// <summary>Letters and digits that nobody takes for others.</summary>
    private const string Letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private const int PasswordLength = 20;

    /// <summary>About 115 bits, in groups that can be read out.</summary>
    public static string NewPassword() => string.Join('-', RandomNumberGenerator.GetString(Letters, PasswordLength).Chunk(5)
        .Select(group => new string(group)));

    /// <param name="username">Its name, in lower case.</param>
    /// <param name="email">Its e-mail address, in lower case.</param>
    /// <param name="password">Its password.</param>
    /// <param name="state">The keys of the server.</param>
    /// <param name="hashAsync">Hashes the authkey for the database.</param>
    /// <param name="now">When it is made.</param>
    public static async Task<StoredUser> MakeAsync(
        string username, string email, string password, ServerState state, Func<string, Task<string>> hashAsync, DateTimeOffset now)
    {
        var cost = HashingParameters.Default;
        var sauce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        using var passwordKey = PasswordHash.EncryptionKey(password, sauce, cost);
        using var privateKey = SecretKey.Generate();
        using var secretKey = SecretKey.Generate();
        var sealedPrivateKey = SecretBox.SealKey(passwordKey, privateKey);
        var sealedSecretKey = SecretBox.SealKey(passwordKey, secretKey);
        return new StoredUser(
            Guid.NewGuid(), now, now, username, state.Cipher.Seal(email), new EmailHash(state.Keys.EmailSecret).Of(email),
            new StoredCredentials(
                await hashAsync(PasswordHash.AuthKey(username, password, cost)), sealedPrivateKey.Text, sealedPrivateKey.Nonce,
                sealedSecretKey.Text, sealedSecretKey.Nonce, HashingParametersField.Algorithm, HashingParametersField.Store(cost)),
            PublicKey.Of(privateKey).ToHex(), sauce, Languages.Default, IsEmailActive: true, IsActive: true,
            RequirePasswordChange: false);
    }
}
