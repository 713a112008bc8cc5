using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Recovery;

namespace Psono.Client.Accounts;

/// <summary>The recovery code of an account, with which its owner sets a new password (protocol part 3, section 11).</summary>
public sealed class VaultRecovery
{
    private readonly SealedTransport _session;
    private readonly VaultKeys _keys;

    internal VaultRecovery(SealedTransport session, VaultKeys keys)
    {
        _session = session;
        _keys = keys;
    }

    /// <summary>Makes the code of the account. An earlier one does not work any more.</summary>
    /// <param name="username">Name of the account.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The code, which nobody else has. The caller disposes of it.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<RecoveryCode> CreateCodeAsync(string username, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(username);
        var code = RecoveryCode.Generate();
        try
        {
            var sauce = CodeKeys.NewSauce();
            var keys = code.Seal(sauce, _keys.UserPrivateKey, _keys.UserSecretKey);
            var request = new CreateRecoveryCodeRequest
            {
                RecoveryAuthkey = code.AuthKey(username),
                RecoveryData = keys.Text,
                RecoveryDataNonce = keys.Nonce,
                RecoverySauce = sauce,
            };
            await _session.SendAsync(
                HttpMethod.Post, "recoverycode/", request, PsonoJsonContext.Wire.CreateRecoveryCodeRequest, cancellationToken)
                .ConfigureAwait(false);
            return code;
        }
        catch
        {
            code.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sets a new password with the recovery code. The keys of the account stay the same and are sealed again. Servers of this project end
    /// all sessions, and leave two-step login on; stock servers do neither.
    /// </summary>
    /// <param name="transport">The connection to the server.</param>
    /// <param name="username">Name of the account.</param>
    /// <param name="code">The recovery code.</param>
    /// <param name="newPassword">The new password. Whether it is good enough is for the caller to check.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the password is set.</returns>
    /// <exception cref="PsonoApiException">A request failed, the code is incorrect, or something does not open.</exception>
    public static async Task ResetPasswordAsync(
        HttpTransport transport, string username, RecoveryCode code, string newPassword, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(username);
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(newPassword);
        var authkey = code.AuthKey(username);
        var begin = new BeginPasswordResetRequest { Username = username, RecoveryAuthkey = authkey };
        var answer = (await SendAsync(
            transport, HttpMethod.Post, begin, PsonoJsonContext.Wire.BeginPasswordResetRequest, cancellationToken).ConfigureAwait(false))
            .Read(PsonoJsonContext.Wire.BeginPasswordResetResponse);
        var cost = VaultPrelogin.Check(answer.HashingAlgorithm ?? "scrypt", answer.HashingParameters ?? HashingParameters.Default);
        using var keys = CodeKeys.Open(
            code, answer.RecoverySauce, new SealedText(answer.RecoveryData, answer.RecoveryDataNonce), answer.UserSauce);
        var box = CodeKeys.Prove(
            keys, answer.VerifierPublicKey, NewCredentials(username, newPassword, answer.UserSauce, cost, keys),
            PsonoJsonContext.Wire.ResetCredentials);
        var request = new ResetPasswordRequest
        {
            Username = username,
            RecoveryAuthkey = authkey,
            UpdateData = box.Text,
            UpdateDataNonce = box.Nonce,
            HashingAlgorithm = "scrypt",
            HashingParameters = cost,
        };
        await SendAsync(transport, HttpMethod.Put, request, PsonoJsonContext.Wire.ResetPasswordRequest, cancellationToken)
            .ConfigureAwait(false);
    }

    private static ResetCredentials NewCredentials(
        string username, string password, string sauce, HashingParameters cost, VaultKeys keys)
    {
        using var passwordKey = PasswordHash.EncryptionKey(password, sauce, cost);
        var privateKey = SecretBox.SealKey(passwordKey, keys.UserPrivateKey);
        var secretKey = SecretBox.SealKey(passwordKey, keys.UserSecretKey);
        return new ResetCredentials
        {
            Authkey = PasswordHash.AuthKey(username, password, cost),
            PrivateKey = privateKey.Text,
            PrivateKeyNonce = privateKey.Nonce,
            SecretKey = secretKey.Text,
            SecretKeyNonce = secretKey.Nonce,
        };
    }

    private static async Task<HttpAnswer> SendAsync<T>(
        HttpTransport transport, HttpMethod method, T request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, type);
        var answer = await transport.SendAsync(method, "password/", body, repeatable: false, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return answer.IsSuccess ? answer : throw ServerErrors.Refusal(answer);
    }
}
