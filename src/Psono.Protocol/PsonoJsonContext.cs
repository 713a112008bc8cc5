using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Json;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Protocol.DeviceCodes;
using Psono.Protocol.Errors;
using Psono.Protocol.Info;
using Psono.Protocol.SecondFactors;
using Psono.Protocol.Secrets;
using Psono.Protocol.Sessions;
using Psono.Protocol.Users;

namespace Psono.Protocol;

/// <summary>
/// Source-generated JSON of every record that goes over the wire. Absent optional members are left out, never sent as null;
/// a null in the place of a required one is an error, as its absence is.
/// </summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SealedText))]
[JsonSerializable(typeof(HashingParameters))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(InfoResponse))]
[JsonSerializable(typeof(ServerInfo))]
[JsonSerializable(typeof(ServerExtensions))]
[JsonSerializable(typeof(PreloginRequest))]
[JsonSerializable(typeof(PreloginResponse))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginCredentials))]
[JsonSerializable(typeof(LoginResponse))]
[JsonSerializable(typeof(LoginResult))]
[JsonSerializable(typeof(LoginUser))]
[JsonSerializable(typeof(ActivateTokenRequest))]
[JsonSerializable(typeof(ActivateTokenResponse))]
[JsonSerializable(typeof(ActivatedUser))]
[JsonSerializable(typeof(GaVerifyRequest))]
[JsonSerializable(typeof(SecondFactorEntry))]
[JsonSerializable(typeof(GoogleAuthenticatorsResponse))]
[JsonSerializable(typeof(CreateGoogleAuthenticatorRequest))]
[JsonSerializable(typeof(CreateGoogleAuthenticatorResponse))]
[JsonSerializable(typeof(ActivateGoogleAuthenticatorRequest))]
[JsonSerializable(typeof(DeleteGoogleAuthenticatorRequest))]
[JsonSerializable(typeof(YubiKeyOtpsResponse))]
[JsonSerializable(typeof(CreateYubiKeyOtpRequest))]
[JsonSerializable(typeof(CreateYubiKeyOtpResponse))]
[JsonSerializable(typeof(DeleteYubiKeyOtpRequest))]
[JsonSerializable(typeof(YubiKeyOtpVerifyRequest))]
[JsonSerializable(typeof(WebAuthnsResponse))]
[JsonSerializable(typeof(CreateWebAuthnRequest))]
[JsonSerializable(typeof(CreateWebAuthnResponse))]
[JsonSerializable(typeof(ActivateWebAuthnRequest))]
[JsonSerializable(typeof(DeleteWebAuthnRequest))]
[JsonSerializable(typeof(WebAuthnChallengeRequest))]
[JsonSerializable(typeof(WebAuthnChallengeResponse))]
[JsonSerializable(typeof(WebAuthnVerifyRequest))]
[JsonSerializable(typeof(RequestValidator))]
[JsonSerializable(typeof(LogoutRequest))]
[JsonSerializable(typeof(SuccessResponse))]
[JsonSerializable(typeof(SessionsResponse))]
[JsonSerializable(typeof(SessionEntry))]
[JsonSerializable(typeof(SessionKeyResponse))]
[JsonSerializable(typeof(CreateDeviceCodeRequest))]
[JsonSerializable(typeof(CreateDeviceCodeResponse))]
[JsonSerializable(typeof(ClaimDeviceCodeRequest))]
[JsonSerializable(typeof(ClaimDeviceCodeResponse))]
[JsonSerializable(typeof(DeviceCodeTokenResponse))]
[JsonSerializable(typeof(DeviceCodeToken))]
[JsonSerializable(typeof(DeviceCodeCredentials))]
[JsonSerializable(typeof(DeviceCodeDescription))]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(VerifyEmailRequest))]
[JsonSerializable(typeof(UpdateUserRequest))]
[JsonSerializable(typeof(DeleteUserRequest))]
[JsonSerializable(typeof(SearchUserRequest))]
[JsonSerializable(typeof(SearchedUser))]
[JsonSerializable(typeof(UserStatusResponse))]
[JsonSerializable(typeof(DatastoresResponse))]
[JsonSerializable(typeof(DatastoreEntry))]
[JsonSerializable(typeof(DatastoreResponse))]
[JsonSerializable(typeof(CreateDatastoreRequest))]
[JsonSerializable(typeof(CreateDatastoreResponse))]
[JsonSerializable(typeof(UpdateDatastoreRequest))]
[JsonSerializable(typeof(WriteDateResponse))]
[JsonSerializable(typeof(DeleteDatastoreRequest))]
[JsonSerializable(typeof(DatastoreHistoryResponse))]
[JsonSerializable(typeof(DatastoreHistoryEntry))]
[JsonSerializable(typeof(DatastoreVersionResponse))]
[JsonSerializable(typeof(ShareResponse))]
[JsonSerializable(typeof(SecretResponse))]
[JsonSerializable(typeof(CreateSecretRequest))]
[JsonSerializable(typeof(CreateSecretResponse))]
[JsonSerializable(typeof(UpdateSecretRequest))]
[JsonSerializable(typeof(SecretHistoryResponse))]
[JsonSerializable(typeof(SecretHistoryEntry))]
[JsonSerializable(typeof(PruneSecretHistoryRequest))]
[JsonSerializable(typeof(PruneSecretHistoryResponse))]
[JsonSerializable(typeof(SecretVersionResponse))]
[JsonSerializable(typeof(BulkReadSecretsRequest))]
[JsonSerializable(typeof(BulkReadSecretsResponse))]
[JsonSerializable(typeof(BulkReadSecret))]
[JsonSerializable(typeof(BulkCreateSecretsRequest))]
[JsonSerializable(typeof(BulkCreateSecret))]
[JsonSerializable(typeof(BulkCreateSecretsResponse))]
[JsonSerializable(typeof(BulkCreatedSecret))]
[JsonSerializable(typeof(MoveSecretLinkRequest))]
[JsonSerializable(typeof(DeleteSecretLinkRequest))]
[JsonSerializable(typeof(SecretLinksResponse))]
[JsonSerializable(typeof(SecretLinkEntry))]
[JsonSerializable(typeof(ApiKeysResponse))]
[JsonSerializable(typeof(ApiKeyEntry))]
[JsonSerializable(typeof(ApiKeyResponse))]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(CreateApiKeyResponse))]
[JsonSerializable(typeof(UpdateApiKeyRequest))]
[JsonSerializable(typeof(DeleteApiKeyRequest))]
[JsonSerializable(typeof(ApiKeySecretEntry))]
[JsonSerializable(typeof(GrantSecretRequest))]
[JsonSerializable(typeof(GrantSecretResponse))]
[JsonSerializable(typeof(GrantTitle))]
[JsonSerializable(typeof(UpdateGrantRequest))]
[JsonSerializable(typeof(SealedTitle))]
[JsonSerializable(typeof(RevokeSecretRequest))]
[JsonSerializable(typeof(InspectApiKeyRequest))]
[JsonSerializable(typeof(BulkReadOptions))]
[JsonSerializable(typeof(InspectApiKeyResponse))]
[JsonSerializable(typeof(InspectedSecret))]
[JsonSerializable(typeof(BulkReadResult))]
[JsonSerializable(typeof(BulkSealedSecret))]
[JsonSerializable(typeof(ReadSecretRequest))]
[JsonSerializable(typeof(SealedSecretResponse))]
[JsonSerializable(typeof(WriteSecretRequest))]
[JsonSerializable(typeof(WriteSecretResponse))]
[JsonSerializable(typeof(IReadOnlyList<ApiKeySecretEntry>))]
[JsonSerializable(typeof(IReadOnlyList<SearchedUser>))]
public sealed partial class PsonoJsonContext : JsonSerializerContext
{
    /// <summary>The same, but with text as it is: only what JSON itself demands is escaped. For bodies, not for HTML.</summary>
    public static PsonoJsonContext Wire { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
