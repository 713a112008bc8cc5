using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>
/// Source-generated JSON of what administrators send and get (protocol part 4, part 5, section 20), as in <see cref="PsonoJsonContext"/>.
/// Apart, because a context keeps all its records in a program that uses one of them, and most programs administer nothing.
/// </summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AdminCodeEntry))]
[JsonSerializable(typeof(AdminCreateUserRequest))]
[JsonSerializable(typeof(AdminCreateUserResponse))]
[JsonSerializable(typeof(AdminDeleteEmergencyCodeRequest))]
[JsonSerializable(typeof(AdminDeleteRecoveryCodeRequest))]
[JsonSerializable(typeof(AdminDeleteUserRequest))]
[JsonSerializable(typeof(AdminEmergencyCodesResponse))]
[JsonSerializable(typeof(AdminEndSessionRequest))]
[JsonSerializable(typeof(AdminInfoResponse))]
[JsonSerializable(typeof(AdminInvitationsResponse))]
[JsonSerializable(typeof(AdminInviteRequest))]
[JsonSerializable(typeof(AdminInviteResponse))]
[JsonSerializable(typeof(AdminRecoveryCodesResponse))]
[JsonSerializable(typeof(AdminRemoveFactorRequest))]
[JsonSerializable(typeof(AdminRevokeInvitationRequest))]
[JsonSerializable(typeof(AdminSessionsResponse))]
[JsonSerializable(typeof(AdminUpdateUserRequest))]
[JsonSerializable(typeof(AdminUserResponse))]
[JsonSerializable(typeof(AdminUsersResponse))]
public sealed partial class AdminJsonContext : JsonSerializerContext
{
    /// <summary>The same, but with text as it is: only what JSON itself demands is escaped. For bodies, not for HTML.</summary>
    public static AdminJsonContext Wire { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
