using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Users;

namespace Psono.Client.Accounts;

/// <summary>
/// The account of a session (protocol part 3, section 3.6). Everything here asks for the password again: a session alone is not enough.
/// </summary>
public sealed class VaultAccount
{
    private readonly HttpTransport _transport;
    private readonly SealedTransport _session;
    private readonly VaultSession _kept;

    internal VaultAccount(HttpTransport transport, SealedTransport session, VaultSession kept)
    {
        _transport = transport;
        _session = session;
        _kept = kept;
    }

    /// <summary>
    /// Changes the password. The keys of the account stay the same and are sealed again; whatever they open stays as it is. Servers of this
    /// project end all other sessions. No server can take back the keys that an approved device got, nor what API keys read.
    /// </summary>
    /// <param name="current">Name and current password of the account.</param>
    /// <param name="newPassword">The new password. Whether it is good enough is for the caller to check.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the password is changed.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the current password is wrong.</exception>
    public async Task ChangePasswordAsync(VaultCredentials current, string newPassword, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(newPassword);
        var sauce = _kept.UserSauce
            ?? throw new PsonoApiException(
                PsonoFailure.SessionEnded, "this session is from an earlier version and lacks the salt of the account's keys");
        var cost = await VaultPrelogin.AskAsync(_transport, current.Username, cancellationToken).ConfigureAwait(false);
        using var keys = VaultKeys.Of(_kept);
        using var passwordKey = PasswordHash.EncryptionKey(newPassword, sauce, cost);
        var privateKey = SecretBox.SealKey(passwordKey, keys.UserPrivateKey);
        var secretKey = SecretBox.SealKey(passwordKey, keys.UserSecretKey);
        await UpdateAsync(
            new UpdateUserRequest
            {
                AuthkeyOld = PasswordHash.AuthKey(current.Username, current.Password, cost),
                Authkey = PasswordHash.AuthKey(current.Username, newPassword, cost),
                PrivateKey = privateKey.Text,
                PrivateKeyNonce = privateKey.Nonce,
                SecretKey = secretKey.Text,
                SecretKeyNonce = secretKey.Nonce,
                HashingAlgorithm = "scrypt",
                HashingParameters = cost,
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes the e-mail address.</summary>
    /// <param name="current">Name and password of the account.</param>
    /// <param name="email">The new address.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the address is changed.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the password is wrong.</exception>
    public async Task ChangeEmailAsync(VaultCredentials current, string email, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(email);
        var authkey = await AuthkeyAsync(current, cancellationToken).ConfigureAwait(false);
        await UpdateAsync(new UpdateUserRequest { AuthkeyOld = authkey, Email = email }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the account, with everything that is in it and every session and API key.</summary>
    /// <param name="current">Name and password of the account.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when there is no such account any more.</returns>
    /// <exception cref="PsonoApiException">A request failed, or the password is wrong.</exception>
    public async Task DeleteAsync(VaultCredentials current, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(current);
        var request = new DeleteUserRequest { Authkey = await AuthkeyAsync(current, cancellationToken).ConfigureAwait(false) };
        await _session.SendAsync(HttpMethod.Delete, "user/delete/", request, PsonoJsonContext.Wire.DeleteUserRequest, cancellationToken)
            .ConfigureAwait(false);
    }

    private Task<HttpAnswer> UpdateAsync(UpdateUserRequest request, CancellationToken cancellationToken) =>
        _session.SendAsync(HttpMethod.Put, "user/update/", request, PsonoJsonContext.Wire.UpdateUserRequest, cancellationToken);

    private async Task<string> AuthkeyAsync(VaultCredentials current, CancellationToken cancellationToken)
    {
        var cost = await VaultPrelogin.AskAsync(_transport, current.Username, cancellationToken).ConfigureAwait(false);
        return PasswordHash.AuthKey(current.Username, current.Password, cost);
    }
}
