using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Users;

namespace Psono.Client.Accounts;

/// <summary>
/// The account of a session (protocol part 3, section 3.6). What changes it asks for the password again: a session alone is not enough.
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

    /// <summary>Asks the server to mail its owner a link with which an account is deleted; for whoever lost the password.</summary>
    /// <param name="transport">The connection to the server.</param>
    /// <param name="username">Name of the account. Whether there is one, the server does not tell.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the server has accepted.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the server sends no mails.</exception>
    public static Task MailDeletionAsync(HttpTransport transport, string username, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(username);
        var request = new UnregisterRequest { Username = username };
        return SendAsync(transport, HttpMethod.Post, request, PsonoJsonContext.Wire.UnregisterRequest, cancellationToken);
    }

    /// <summary>Deletes the account to whose address the code was mailed, with everything that is in it.</summary>
    /// <param name="transport">The connection to the server.</param>
    /// <param name="code">The code of the link, hex.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when there is no such account any more.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the code is wrong or too old.</exception>
    public static Task ConfirmDeletionAsync(HttpTransport transport, string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(code);
        var request = new UnregisterConfirmation { UnregisterCode = code };
        return SendAsync(transport, HttpMethod.Put, request, PsonoJsonContext.Wire.UnregisterConfirmation, cancellationToken);
    }

    /// <summary>Asks what the server tells of the account.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The answer; servers of this project also tell what protects the account.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public Task<UserStatusResponse> StatusAsync(CancellationToken cancellationToken = default) =>
        _session.GetAsync("user/status/", PsonoJsonContext.Wire.UserStatusResponse, cancellationToken);

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

    private static async Task SendAsync<T>(
        HttpTransport transport, HttpMethod method, T request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, type);
        var answer = await transport.SendAsync(
            method, "authentication/unregister/", body, repeatable: false, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw ServerErrors.Refusal(answer);
    }

    private Task<HttpAnswer> UpdateAsync(UpdateUserRequest request, CancellationToken cancellationToken) =>
        _session.SendAsync(HttpMethod.Put, "user/update/", request, PsonoJsonContext.Wire.UpdateUserRequest, cancellationToken);

    private async Task<string> AuthkeyAsync(VaultCredentials current, CancellationToken cancellationToken)
    {
        var cost = await VaultPrelogin.AskAsync(_transport, current.Username, cancellationToken).ConfigureAwait(false);
        return PasswordHash.AuthKey(current.Username, current.Password, cost);
    }
}
