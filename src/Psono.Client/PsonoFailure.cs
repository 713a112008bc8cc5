using Psono.Client.Http;

namespace Psono.Client;

/// <summary>Says why a request to a Psono server failed.</summary>
public enum PsonoFailure
{
    /// <summary>No connection: name not found, refused, reset, or a proxy in between failed.</summary>
    Unreachable,

    /// <summary>No complete answer within <see cref="HttpOptions.Timeout"/>.</summary>
    Timeout,

    /// <summary>The server's certificate is expired or not yet valid.</summary>
    CertificateExpired,

    /// <summary>The server's certificate is for another host.</summary>
    CertificateForAnotherHost,

    /// <summary>The issuer of the server's certificate is not trusted.</summary>
    CertificateUntrusted,

    /// <summary>The server's certificate, or one between it and its root, is unusable for another reason.</summary>
    CertificateInvalid,

    /// <summary>The TLS handshake failed before there was a certificate to judge.</summary>
    TlsHandshake,

    /// <summary>A certificate file given in <see cref="HttpOptions"/> cannot be read.</summary>
    CertificateFile,

    /// <summary>The server sent a redirect that is not followed.</summary>
    Redirect,

    /// <summary>The answer is larger than <see cref="HttpOptions.MaxAnswerBytes"/>.</summary>
    AnswerTooLarge,

    /// <summary>The answer is not what a Psono server sends.</summary>
    UnexpectedAnswer,

    /// <summary>The server refused the request (status 4xx).</summary>
    Refused,

    /// <summary>The server refused the request because of too many requests (status 429).</summary>
    RateLimited,

    /// <summary>The server or a proxy in front of it failed (status 5xx).</summary>
    ServerError,

    /// <summary>The session is over: logged out elsewhere, expired, or not bound to this device.</summary>
    SessionEnded,

    /// <summary>The server's identity is new, and nobody vouched for it.</summary>
    ServerNotTrusted,

    /// <summary>The server's verify key is not the one that was trusted before.</summary>
    ServerKeyChanged,

    /// <summary>The server asks for a second factor that this client cannot or was not allowed to give.</summary>
    SecondFactorRequired,

    /// <summary>There is no such entry in the vault, or no granted secret of that title.</summary>
    NotFound,

    /// <summary>Several secrets have the title that was given.</summary>
    Ambiguous,

    /// <summary>Sealed content does not open with the key at hand: wrong key, or changed on its way.</summary>
    NotAuthentic,

    /// <summary>Opened content is not what it should be.</summary>
    InvalidContent,

    /// <summary>Nobody approved the device in time.</summary>
    NotApproved,

    /// <summary>Something belongs to another server than the session.</summary>
    OtherServer,

    /// <summary>Others kept changing the secret while it was being updated.</summary>
    WriteConflict,

    /// <summary>The server answers with an older version than it did before.</summary>
    Rollback,

    /// <summary>The cache was changed, or is of another API key.</summary>
    CacheNotAuthentic,

    /// <summary>The cache does not have what is needed, or it is too old, or from the future.</summary>
    CacheUnusable,

    /// <summary>The directory of the cache cannot be used.</summary>
    CacheFile,

    /// <summary>The server would be needed, but must not be asked.</summary>
    Offline,

    /// <summary>The server handed out another secret than the one that was asked for.</summary>
    Swapped,

    /// <summary>A grant is not bound to its secret, and was demanded to be.</summary>
    Unbound,

    /// <summary>The API key reaches only the secrets that are granted to it, and cannot stand for its owner.</summary>
    RestrictedKey,
}
