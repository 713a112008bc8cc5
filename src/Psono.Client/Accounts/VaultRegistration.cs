using System.Security.Cryptography;
using System.Text.Json;
using Psono.Client.Http;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Users;

namespace Psono.Client.Accounts;

/// <summary>
/// Makes an account (protocol part 3, section 3.2). All its keys are made here; the server gets them sealed with the password.
/// </summary>
internal static class VaultRegistration
{
    public static async Task RunAsync(
        HttpTransport transport, ServerIdentity server, VaultCredentials credentials, string email, VaultInvitation? invitation,
        CancellationToken cancellationToken)
    {
        var request = Request(server, credentials, email, invitation);
        var body = JsonSerializer.SerializeToUtf8Bytes(request, PsonoJsonContext.Wire.RegisterRequest);
        var answer = await transport.SendAsync(
            HttpMethod.Post, "authentication/register/", body, repeatable: false, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw ServerErrors.Refusal(answer);
    }

    public static async Task ConfirmAsync(HttpTransport transport, string code, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new VerifyEmailRequest { ActivationCode = code }, PsonoJsonContext.Wire.VerifyEmailRequest);
        var answer = await transport.SendAsync(
            HttpMethod.Post, "authentication/verify-email/", body, repeatable: false, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw ServerErrors.Refusal(answer);
    }

    private static RegisterRequest Request(
        ServerIdentity server, VaultCredentials credentials, string email, VaultInvitation? invitation)
    {
        var sauce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        using var passwordKey = PasswordHash.EncryptionKey(credentials.Password, sauce, HashingParameters.Default);
        using var privateKey = SecretKey.Generate();
        using var secretKey = SecretKey.Generate();
        var sealedPrivateKey = SecretBox.SealKey(passwordKey, privateKey);
        var sealedSecretKey = SecretBox.SealKey(passwordKey, secretKey);
        return new RegisterRequest
        {
            Email = email,
            Username = credentials.Username,
            Authkey = PasswordHash.AuthKey(credentials.Username, credentials.Password, HashingParameters.Default),
            PublicKey = PublicKey.Of(privateKey).ToHex(),
            PrivateKey = sealedPrivateKey.Text,
            PrivateKeyNonce = sealedPrivateKey.Nonce,
            SecretKey = sealedSecretKey.Text,
            SecretKeyNonce = sealedSecretKey.Nonce,
            UserSauce = sauce,
            BaseUrl = server.Info.WebClient is { } web ? web.TrimEnd('/') + "/" : null,
            HashingAlgorithm = "scrypt",
            HashingParameters = HashingParameters.Default,
            PsonoNet = invitation is null ? null : new RegisterExtensions { Invitation = invitation.Code },
        };
    }
}
