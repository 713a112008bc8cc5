using Psono.Client;

namespace Psono.Cli.Commands;

/// <summary>The codes of <c>--error-format json</c>. Scripts rely on them: add, do not change.</summary>
internal static class FailureCodes
{
    public static string Of(PsonoFailure failure) => failure switch
    {
        PsonoFailure.Unreachable => "unreachable",
        PsonoFailure.Timeout => "timeout",
        PsonoFailure.CertificateExpired => "certificate-expired",
        PsonoFailure.CertificateForAnotherHost => "certificate-for-another-host",
        PsonoFailure.CertificateUntrusted => "certificate-untrusted",
        PsonoFailure.CertificateInvalid => "certificate-invalid",
        PsonoFailure.TlsHandshake => "tls-handshake",
        PsonoFailure.CertificateFile => "certificate-file",
        PsonoFailure.Redirect => "redirect",
        PsonoFailure.AnswerTooLarge => "answer-too-large",
        PsonoFailure.UnexpectedAnswer => "unexpected-answer",
        PsonoFailure.Refused => "refused",
        PsonoFailure.RateLimited => "rate-limited",
        PsonoFailure.ServerError => "server-error",
        PsonoFailure.NotAuthentic => "not-authentic",
        PsonoFailure.InvalidContent => "invalid-content",
        PsonoFailure.SessionEnded => "session-ended",
        PsonoFailure.ServerNotTrusted => "server-not-trusted",
        PsonoFailure.ServerKeyChanged => "server-key-changed",
        PsonoFailure.SecondFactorRequired => "second-factor-required",
        PsonoFailure.NotFound => "not-found",
        PsonoFailure.Ambiguous => "ambiguous",
        PsonoFailure.NotApproved => "not-approved",
        PsonoFailure.OtherServer => "other-server",
        PsonoFailure.WriteConflict => "write-conflict",
        PsonoFailure.Rollback => "rollback",
        PsonoFailure.Swapped => "swapped",
        PsonoFailure.Unbound => "unbound",
        PsonoFailure.CacheNotAuthentic => "cache-not-authentic",
        PsonoFailure.CacheUnusable => "cache-unusable",
        PsonoFailure.CacheFile => "cache-file",
        PsonoFailure.Offline => "offline",
        PsonoFailure.RestrictedKey => "restricted-key",
        _ => "failed",
    };
}
