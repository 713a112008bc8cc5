using System.Text.Json.Serialization.Metadata;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.SecondFactors;

namespace Psono.Client.Accounts;

/// <summary>The methods of two-step login of an account (protocol part 1, section 14).</summary>
public sealed class VaultSecondFactors
{
    private readonly SealedTransport _session;

    internal VaultSecondFactors(SealedTransport session) => _session = session;

    /// <summary>Lists the methods of all kinds.</summary>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The methods, those that were not confirmed as well.</returns>
    /// <exception cref="PsonoApiException">A request failed.</exception>
    public async Task<IReadOnlyList<VaultSecondFactor>> ListAsync(CancellationToken cancellationToken = default)
    {
        var totp = await _session.GetAsync("user/ga/", PsonoJsonContext.Wire.GoogleAuthenticatorsResponse, cancellationToken)
            .ConfigureAwait(false);
        var yubiKeys = await _session.GetAsync("user/yubikey-otp/", PsonoJsonContext.Wire.YubiKeyOtpsResponse, cancellationToken)
            .ConfigureAwait(false);
        var keys = await _session.GetAsync("user/webauthn/", PsonoJsonContext.Wire.WebAuthnsResponse, cancellationToken)
            .ConfigureAwait(false);
        return
        [
            .. Of(SecondFactorKind.Totp, totp.GoogleAuthenticators),
            .. Of(SecondFactorKind.YubiKey, yubiKeys.YubiKeyOtps),
            .. Of(SecondFactorKind.WebAuthn, keys.WebAuthns),
        ];
    }

    /// <summary>Begins to set up an authenticator app.</summary>
    /// <param name="title">What to call it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>What the app needs; to be confirmed by <see cref="ConfirmTotpAsync"/>.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<NewTotp> BeginTotpAsync(string title, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(title);
        var made = await _session.SendAsync(
            HttpMethod.Put,
            "user/ga/",
            new CreateGoogleAuthenticatorRequest { Title = title },
            PsonoJsonContext.Wire.CreateGoogleAuthenticatorRequest,
            PsonoJsonContext.Wire.CreateGoogleAuthenticatorResponse,
            cancellationToken).ConfigureAwait(false);
        return new NewTotp(made.Id, made.Secret);
    }

    /// <summary>Confirms that an authenticator app works: from now on logins ask for it.</summary>
    /// <param name="id">The id of the method.</param>
    /// <param name="code">A verification code of the app.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the method is active.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the code is incorrect.</exception>
    public Task ConfirmTotpAsync(Guid id, string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        var request = new ActivateGoogleAuthenticatorRequest { GoogleAuthenticatorId = id, GoogleAuthenticatorToken = code.Trim() };
        return SendAsync(
            HttpMethod.Post, "user/ga/", request, PsonoJsonContext.Wire.ActivateGoogleAuthenticatorRequest, cancellationToken);
    }

    /// <summary>Adds a YubiKey by its one-time passwords: from now on logins ask for it.</summary>
    /// <param name="title">What to call it.</param>
    /// <param name="otp">What it types when it is touched.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The id of the method.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the server knows no YubiKeys.</exception>
    public async Task<Guid> AddYubiKeyAsync(string title, string otp, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(otp);
        var made = await _session.SendAsync(
            HttpMethod.Put,
            "user/yubikey-otp/",
            new CreateYubiKeyOtpRequest { Title = title, YubiKeyOtp = otp.Trim() },
            PsonoJsonContext.Wire.CreateYubiKeyOtpRequest,
            PsonoJsonContext.Wire.CreateYubiKeyOtpResponse,
            cancellationToken).ConfigureAwait(false);
        return made.Id;
    }

    /// <summary>Begins to set up a security key or passkey, which a browser has to make.</summary>
    /// <param name="title">What to call it.</param>
    /// <param name="origin">Scheme, host and port of the page on which it will be used.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The id of the method, and options for <c>navigator.credentials.create</c>.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public Task<CreateWebAuthnResponse> BeginWebAuthnAsync(string title, string origin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(origin);
        return _session.SendAsync(
            HttpMethod.Put,
            "user/webauthn/",
            new CreateWebAuthnRequest { Title = title, Origin = origin },
            PsonoJsonContext.Wire.CreateWebAuthnRequest,
            PsonoJsonContext.Wire.CreateWebAuthnResponse,
            cancellationToken);
    }

    /// <summary>Confirms a security key or passkey: from now on logins ask for it.</summary>
    /// <param name="id">The id of the method.</param>
    /// <param name="credential">
    /// JSON of what the browser made: <c>id</c>, <c>rawId</c>, <c>type</c> and <c>response</c> with <c>attestationObject</c> and
    /// <c>clientDataJSON</c> in base64.
    /// </param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the method is active.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the credential is not what was asked for.</exception>
    public Task ConfirmWebAuthnAsync(Guid id, string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        var request = new ActivateWebAuthnRequest { WebAuthnId = id, Credential = credential };
        return SendAsync(HttpMethod.Post, "user/webauthn/", request, PsonoJsonContext.Wire.ActivateWebAuthnRequest, cancellationToken);
    }

    /// <summary>Removes a method: logins do not ask for it any more.</summary>
    /// <param name="factor">Which one.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the method is removed.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public Task RemoveAsync(VaultSecondFactor factor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factor);
        return factor.Kind switch
        {
            SecondFactorKind.Totp => SendAsync(
                HttpMethod.Delete, "user/ga/", new DeleteGoogleAuthenticatorRequest { GoogleAuthenticatorId = factor.Id },
                PsonoJsonContext.Wire.DeleteGoogleAuthenticatorRequest, cancellationToken),
            SecondFactorKind.YubiKey => SendAsync(
                HttpMethod.Delete, "user/yubikey-otp/", new DeleteYubiKeyOtpRequest { YubiKeyOtpId = factor.Id },
                PsonoJsonContext.Wire.DeleteYubiKeyOtpRequest, cancellationToken),
            _ => SendAsync(
                HttpMethod.Delete, "user/webauthn/", new DeleteWebAuthnRequest { WebAuthnId = factor.Id },
                PsonoJsonContext.Wire.DeleteWebAuthnRequest, cancellationToken),
        };
    }

    private Task<HttpAnswer> SendAsync<T>(
        HttpMethod method, string path, T request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _session.SendAsync(method, path, request, type, cancellationToken);

    private static IEnumerable<VaultSecondFactor> Of(SecondFactorKind kind, IReadOnlyList<SecondFactorEntry> entries) =>
        entries.Select(entry => new VaultSecondFactor(kind, entry.Id, entry.Title, entry.Active));
}
