using System.Text.Json.Serialization;

namespace Psono.Protocol.Errors;

/// <summary>
/// The error members that clients understand. Field errors have the field as member and are not listed here. Protocol part 1, section 1.3.
/// </summary>
public sealed record ErrorResponse
{
    /// <summary>Codes of an object error, for example <c>NO_PERMISSION_OR_NOT_EXIST</c>.</summary>
    [JsonPropertyName("non_field_errors")]
    public IReadOnlyList<string>? NonFieldErrors { get; init; }

    /// <summary>Text of an authentication, permission or throttling failure.</summary>
    [JsonPropertyName("detail")]
    public string? Detail { get; init; }

    /// <summary>Code of an ad-hoc error object.</summary>
    [JsonPropertyName("message")]
    public string? Message { get; init; }
}
