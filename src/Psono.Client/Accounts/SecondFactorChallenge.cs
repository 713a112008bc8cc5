using System.Text.Json;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.SecondFactors;

namespace Psono.Client.Accounts;

/// <summary>What a login asks for after the password: an answer of one of the kinds.</summary>
public sealed class SecondFactorChallenge
{
    private readonly SealedTransport _session;

    internal SecondFactorChallenge(SealedTransport session, IReadOnlyList<SecondFactorKind> kinds, PsonoApiException? previous)
    {
        _session = session;
        Kinds = kinds;
        Previous = previous;
    }

    /// <summary>Gets the kinds of answers that are accepted, at least one.</summary>
    public IReadOnlyList<SecondFactorKind> Kinds { get; }

    /// <summary>Gets why the answer before this one was refused.</summary>
    /// <value><see langword="null"/>: this is the first.</value>
    public PsonoApiException? Previous { get; }

    /// <summary>Asks for what a security key is to sign.</summary>
    /// <param name="origin">Scheme, host and port of the page.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>
    /// Options for <c>navigator.credentials.get</c>; the bytes of <c>challenge</c> are the characters of its text, ids are base64url.
    /// </returns>
    /// <exception cref="PsonoApiException">The request failed, or no security key of the account belongs to this page.</exception>
    public async Task<JsonElement> AskWebAuthnAsync(string origin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(origin);
        var answer = await _session.SendAsync(
            HttpMethod.Put,
            "authentication/webauthn-verify/",
            new WebAuthnChallengeRequest { Origin = origin },
            PsonoJsonContext.Wire.WebAuthnChallengeRequest,
            PsonoJsonContext.Wire.WebAuthnChallengeResponse,
            cancellationToken).ConfigureAwait(false);
        return answer.Options;
    }
}
