using Microsoft.Extensions.Localization;
using Psono.Client;
using Psono.Web.Resources;

namespace Psono.Web.Services;

/// <summary>Says in plain words what went wrong and what to do.</summary>
internal sealed class FailureTexts(IStringLocalizer<FailureText> text)
{
    public FailureWords Of(Exception failure) => failure is PsonoApiException e ? Words(Code(e), e) : Words("Unknown", null);

    /// <summary>The refusals that people meet have words of their own; the others share those of their kind.</summary>
    private static string Code(PsonoApiException e) => e.ServerCode switch
    {
        "USERNAME_OR_PASSWORD_WRONG" => "WrongPassword",
        "OLD_PASSWORD_INCORRECT" or "PASSWORD_INCORRECT" => "PasswordIncorrect",
        "CANNOT_REUSE_OLD_PASSWORD" => "PasswordUsed",
        "ACTIVATION_CODE_INCORRECT" => "CodeWrong",
        "ACCOUNT_NOT_VERIFIED" => "NotConfirmed",
        "REGISTRATION_HAS_BEEN_DISABLED" => "RegistrationClosed",
        "USER_WITH_USERNAME_ALREADY_EXISTS" => "UserExists",
        "NO_MAIL_SERVER" => "NoMailServer",
        "INVITATION_EMAIL_DELIVERY_FAILED" => "MailNotSent",
        "You do not have permission to perform this action." => "NoAdministrator",
        "GA_TOKEN_INCORRECT" or "TOKEN_INCORRECT" => "CodeIncorrect",
        "YUBICO_TOKEN_INVALID" => "YubiKeyInvalid",
        "SECOND_FACTOR_REQUIRED" => "LastFactor",
        "USERNAME_OR_RECOVERY_CODE_INCORRECT" => "RecoveryCodeWrong",
        "USERNAME_OR_EMERGENCY_CODE_INCORRECT" => "EmergencyCodeWrong",
        "PASSWORD_RESET_HAS_BEEN_DISABLED" => "ResetDisabled",
        "VALIDATOR_EXPIRED" => "TookTooLong",
        "TOO_MANY_EMERGENCY_CODES" => "TooManyEmergencyCodes",
        "UNREGISTRATION_HAS_BEEN_DISABLED" => "DeletionMailDisabled",
        "UNREGISTRATION_CODE_INCORRECT" => "DeletionLinkInvalid",
        "INVITATION_NOT_VALID" => "InvitationInvalid",
        "USERNAME_ALREADY_EXISTS" or "USER_WITH_EMAIL_ALREADY_EXISTS" => "AccountExists",
        "INVALID_USERNAME_FORMAT" or "USERNAME_VALIDATION_NAME_CONTAINS_INVALID_CHARS" => "UsernameInvalid",
        "INVALID_EMAIL_FORMAT" => "EmailInvalid",
        "PROVIDED_DOMAIN_NOT_ALLOWED_FOR_REGISTRATION" => "DomainRefused",
        "NO_PERMISSION_OR_NOT_EXIST" => "Gone",
        "HISTORY_FULL" => "HistoryFull",
        _ => e.Failure switch
        {
            PsonoFailure.Unreachable => "Unreachable",
            PsonoFailure.Timeout => "Timeout",
            PsonoFailure.SessionEnded => "SessionEnded",
            PsonoFailure.RateLimited => "RateLimited",
            PsonoFailure.ServerError => "ServerError",
            PsonoFailure.ServerKeyChanged => "ServerKeyChanged",
            PsonoFailure.ServerNotTrusted => "ServerNotTrusted",
            PsonoFailure.SecondFactorRequired => "SecondFactor",
            PsonoFailure.NotAuthentic => "NotAuthentic",
            PsonoFailure.WriteConflict => "Conflict",
            PsonoFailure.Rollback => "Rollback",
            PsonoFailure.NotFound => "Gone",
            PsonoFailure.OtherServer => "OtherServer",
            PsonoFailure.InvalidContent => "InvalidContent",
            PsonoFailure.AnswerTooLarge => "TooLarge",
            PsonoFailure.Refused => "Refused",
            _ => "UnexpectedAnswer",
        },
    };

    /// <summary>When to try again, if the server told.</summary>
    private string? TryAgain(TimeSpan? wait) => wait switch
    {
        null => null,
        { TotalSeconds: <= 90 } => text["TryAgainSeconds", Math.Max(2, Math.Ceiling(wait.Value.TotalSeconds))].Value,
        { TotalMinutes: <= 90 } => text["TryAgainMinutes", Math.Ceiling(wait.Value.TotalMinutes)].Value,
        _ => text["TryAgainHours", Math.Ceiling(wait.Value.TotalHours)].Value,
    };

    private FailureWords Words(string code, PsonoApiException? e) =>
        new(text[code], TryAgain(e?.RetryAfter) ?? text[code + "Hint"], code is "Refused" or "ServerError" ? e?.ServerCode : null);
}

/// <param name="What">What went wrong.</param>
/// <param name="Hint">What to do about it.</param>
/// <param name="Code">What the server called it, if that may help somebody.</param>
internal sealed record FailureWords(string What, string Hint, string? Code);
