using System.Text.Json;
using Psono.Client.Http;
using Psono.Shared;

namespace Psono.Client;

/// <summary>Turns the refusal of a server into one line.</summary>
internal static class ServerErrors
{
    public const string OutcomeUnknown = "the server lost its database during the change: check whether it was saved before you try again";

    public const string TooLarge =
        "the request is larger than the server, or a proxy before it, lets through: raise the limit there (nginx: client_max_body_size)";

    public const string DiskFull = "the server's disk is full: nothing was changed";

    private const string CodeForm = "a verification code has six digits";

    public static PsonoApiException Refusal(HttpAnswer answer)
    {
        var code = CodeOf(answer.Body);
        var (failure, message) = answer.Status switch
        {
            404 or 405 when code is null =>
                (PsonoFailure.UnexpectedAnswer, $"there is no Psono server at this URL (status {answer.Status})"),
            413 => (PsonoFailure.Refused, TooLarge),
            429 => (PsonoFailure.RateLimited, "the server refused: too many requests" + TryAgain(answer)),
            503 or 504 when answer.IsOutcomeUnknown => (PsonoFailure.ServerError, OutcomeUnknown),
            507 => (PsonoFailure.ServerError, DiskFull),
            503 or 504 when answer.RetryAfter is not null => (PsonoFailure.ServerError, "the server is busy" + TryAgain(answer)),
            >= 500 => (PsonoFailure.ServerError, $"the server failed: {code ?? $"status {answer.Status}"}"),
            _ when code is null => (PsonoFailure.Refused, $"the server refused: status {answer.Status}"),
            _ => (PsonoFailure.Refused, Explain(code) ?? $"the server refused: {code}"),
        };
        return new PsonoApiException(failure, message) { Status = answer.Status, ServerCode = code, RetryAfter = answer.RetryAfter };
    }

    /// <summary>When, if the server told: "; try again in 30 minutes".</summary>
    public static string TryAgain(HttpAnswer answer) => answer.RetryAfter is not { } wait || wait < TimeSpan.Zero ? "" : wait switch
    {
        { TotalSeconds: <= 1 } => "; try again in a second",
        { TotalSeconds: <= 90 } => $"; try again in {Math.Ceiling(wait.TotalSeconds)} seconds",
        { TotalMinutes: <= 90 } => $"; try again in {Math.Ceiling(wait.TotalMinutes)} minutes",
        _ => $"; try again in {Math.Ceiling(wait.TotalHours)} hours",
    };

    private static string? Explain(string code) => code switch
    {
        "USERNAME_OR_PASSWORD_WRONG" => "incorrect user name or password",
        "ACCOUNT_NOT_VERIFIED" => "the account's e-mail address is not confirmed yet: open the link in the mail",
        "REGISTRATION_HAS_BEEN_DISABLED" => "this server does not accept registrations",
        "INVITATION_NOT_VALID" => "the invitation is not valid: it was used or revoked, or has expired",
        "INVITATION_FOR_ANOTHER_USERNAME" => "the invitation is for another user name",
        "USERNAME_ALREADY_EXISTS" => "an account with this user name already exists",
        "USER_WITH_EMAIL_ALREADY_EXISTS" => "an account with this e-mail address already exists",
        "INVALID_USERNAME_FORMAT" => "invalid user name: expected the form alice@example.com",
        "PROVIDED_DOMAIN_NOT_ALLOWED_FOR_REGISTRATION" => "the server does not accept registrations for the domain of this user name",
        "USERNAME_VALIDATION_NAME_CONTAINS_INVALID_CHARS" => "the part of the user name before '@' may only have a-z, 0-9, '.' and '-'",
        "GA_TOKEN_INCORRECT" => "incorrect verification code",
        "GA_TOKENS_ONLY_CONTAIN_DIGITS" => CodeForm,
        _ when code.StartsWith("ga_token: ", StringComparison.Ordinal)
            || code.StartsWith("google_authenticator_token: ", StringComparison.Ordinal) => CodeForm,
        "YUBICO_TOKEN_INVALID" => "invalid YubiKey OTP: it was used before, or is none",
        "YubiKey OTP not attached to this account." => "this YubiKey is not a method of the account's two-step login",
        "YUBIKEY_ALREADY_ATTACHED" => "this YubiKey is a method of the account's two-step login already",
        "SERVER_NOT_SUPPORT_YUBIKEY" => "this server does not check YubiKey OTPs",
        "SERVER_NOT_SUPPORT_GA" or "SERVER_NOT_SUPPORT_WEBAUTHN" => "this server does not allow this method of two-step login",
        "TOO_MANY_SECOND_FACTORS" => "the account has too many methods of two-step login",
        "SECOND_FACTOR_REQUIRED" => "this server requires two-step login: add another method before you remove the last one",
        "ORIGIN_NOT_ALLOWED" => "this server does not allow security keys of this web vault",
        "SECOND_FACTOR_SETUP_REQUIRED" => "this server requires two-step login, and the account does not have it yet",
        "USERNAME_OR_RECOVERY_CODE_INCORRECT" => "incorrect user name or recovery code",
        "USERNAME_OR_EMERGENCY_CODE_INCORRECT" => "incorrect user name or emergency code",
        "PASSWORD_RESET_HAS_BEEN_DISABLED" => "this server does not allow passwords to be reset",
        "VALIDATOR_EXPIRED" => "it took too long, or somebody else was faster: begin again",
        "CANNOT_REUSE_OLD_PASSWORD" => "this password was used before, and the server does not allow it again",
        "UNREGISTRATION_HAS_BEEN_DISABLED" => "this server sends no mails with which accounts are deleted",
        "UNREGISTRATION_CODE_INCORRECT" => "the link is wrong or too old, or the account is deleted already",
        "TOO_MANY_EMERGENCY_CODES" => "the account has too many emergency codes",
        "DEVICE_CODE_NOT_FOUND" or "No DeviceCode matches the given query." =>
            "no such device code: it was used, or has expired",
        "DEVICE_CODE_EXPIRED" => "the device code has expired",
        "DEVICE_CODE_ALREADY_CLAIMED" => "the device code was already approved",
        "DEVICE_CODE_USER_MISMATCH" => "the device code was approved by someone else",
        "HISTORY_FULL" => "the history of the secret is full, with versions younger than 90 days: nothing was changed",
        "NO_PERMISSION_OR_NOT_EXIST" => "not found on the server, or no access to it",
        _ => null,
    };

    /// <summary>The first code in the shapes that servers use: a list under any member, or a text under detail, message or error.</summary>
    public static string? CodeOf(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            if (json.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String)
                return Printable.Short(error.GetString()!);
            foreach (var member in json.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.String && member.Name is "detail" or "message")
                    return Printable.Short(member.Value.GetString()!);
                if (member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() > 0
                    && member.Value[0].ValueKind == JsonValueKind.String)
                    return FieldError(member.Name, Printable.Short(member.Value[0].GetString()!));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or half a surrogate pair in it: the status has to do.
        }

        return null;
    }

    /// <summary>
    /// Whether a body is what stock servers send from some routes in place of JSON: names of fields, without a space between them.
    /// </summary>
    public static bool IsBare(byte[] body) =>
        body.Length is > 0 and < 200 && Array.TrueForAll(body, c => c is (>= (byte)'a' and <= (byte)'z') or (byte)'_');

    /// <summary>A code speaks for itself; a sentence such as "This field is required." needs the field's name.</summary>
    private static string FieldError(string field, string error) =>
        field is "non_field_errors" or "custom" || !error.Contains(' ', StringComparison.Ordinal)
            ? error
            : $"{Printable.Short(field)}: {error}";
}
