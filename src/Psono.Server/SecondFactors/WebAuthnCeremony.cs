using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Fido2NetLib;
using Fido2NetLib.Objects;

namespace Psono.Server.SecondFactors;

/// <summary>A credential that a browser made: its public key in COSE, and how often it has signed.</summary>
internal sealed record NewCredential(string Id, byte[] PublicKey, long Counter);

/// <summary>
/// Checks what browsers and authenticators answer, with Fido2. Web clients of Psono give the characters of the challenge's text to the
/// browser, not what they stand for: these are the bytes that are signed. Null where something does not fit.
/// </summary>
internal static class WebAuthnCeremony
{
    /// <summary>
    /// Without EdDSA: that would need a second file beside the executable, and every authenticator that knows it knows ES256.
    /// </summary>
    public static readonly COSE.Algorithm[] Algorithms =
    [
        COSE.Algorithm.ES256, COSE.Algorithm.ES512, COSE.Algorithm.PS256, COSE.Algorithm.PS384, COSE.Algorithm.PS512,
        COSE.Algorithm.RS256, COSE.Algorithm.RS384, COSE.Algorithm.RS512,
    ];

    private const int ChallengeBytes = 64;

    public static string NewChallenge() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(ChallengeBytes));

    public static Task<NewCredential?> RegisterAsync(CredentialText credential, WebAuthnOrigin origin, string challenge, Guid user) =>
        TryAsync(async () =>
        {
            var made = await Of(origin).MakeNewCredentialAsync(new MakeNewCredentialParams
            {
                AttestationResponse = new AuthenticatorAttestationRawResponse
                {
                    Id = credential.IdText,
                    RawId = credential.Id,
                    Type = PublicKeyCredentialType.PublicKey,
                    Response = new AuthenticatorAttestationRawResponse.AttestationResponse
                    {
                        AttestationObject = credential.Bytes("attestationObject")!,
                        ClientDataJson = credential.Bytes("clientDataJSON")!,
                        Transports = [],
                    },
                },
                OriginalOptions = new CredentialCreateOptions
                {
                    Rp = new PublicKeyCredentialRpEntity(origin.SignedId, origin.SignedId),
                    User = new Fido2User { Id = user.ToByteArray(), Name = "", DisplayName = "" },
                    Challenge = Encoding.ASCII.GetBytes(challenge),
                    PubKeyCredParams = [.. Algorithms.Select(algorithm => new PubKeyCredParam(algorithm))],
                },
                // The database knows.
                IsCredentialIdUniqueToUserCallback = (_, _) => Task.FromResult(true),
            });
            return made.Id.AsSpan().SequenceEqual(credential.Id)
                ? new NewCredential(credential.IdText, made.PublicKey, made.SignCount)
                : null;
        });

    /// <summary>How often the authenticator has signed, as it says.</summary>
    public static async Task<long?> VerifyAsync(CredentialText credential, WebAuthnOrigin origin, string challenge, byte[] publicKey) =>
        (await TryAsync(async () => await Of(origin).MakeAssertionAsync(new MakeAssertionParams
        {
            AssertionResponse = new AuthenticatorAssertionRawResponse
            {
                Id = credential.IdText,
                RawId = credential.Id,
                Type = PublicKeyCredentialType.PublicKey,
                Response = new AuthenticatorAssertionRawResponse.AssertionResponse
                {
                    AuthenticatorData = credential.Bytes("authenticatorData")!,
                    ClientDataJson = credential.Bytes("clientDataJSON")!,
                    Signature = credential.Bytes("signature")!,
                },
            },
            OriginalOptions = new AssertionOptions
            {
                Challenge = Encoding.ASCII.GetBytes(challenge),
                RpId = origin.SignedId,
                UserVerification = UserVerificationRequirement.Discouraged,
            },
            StoredPublicKey = publicKey,
            // Compared where it is stored, so that no two servers take the same one.
            StoredSignatureCounter = 0,
            IsUserHandleOwnerOfCredentialIdCallback = (_, _) => Task.FromResult(true),
        })))?.SignCount;

    private static Fido2 Of(WebAuthnOrigin origin) => new(new Fido2Configuration
    {
        RPID = origin.SignedId,
        RPName = origin.SignedId,
        Origins = new HashSet<string> { origin.Text },
    });

    private static async Task<T?> TryAsync<T>(Func<Task<T?>> check)
        where T : class
    {
        try
        {
            return await check();
        }
#pragma warning disable CA1031 // Bytes of others: the library and what it is made of throw whatever they like at them.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
