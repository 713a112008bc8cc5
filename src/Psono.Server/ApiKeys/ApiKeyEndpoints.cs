using Psono.Protocol;
using Psono.Protocol.ApiKeys;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;

namespace Psono.Server.ApiKeys;

/// <summary>A user's API keys. Protocol part 2, section 16.</summary>
internal sealed class ApiKeyEndpoints(ApiKeyStore keys, LastUse uses)
{
    private static readonly Answer NothingToUpdate = Refusal.Object("NOTHING_TO_UPDATE");

    private static readonly Answer DoesNotExist = Refusal.Object("API_KEY_DOES_NOT_EXIST");

    public void Map(IEndpointRouteBuilder authenticated)
    {
        authenticated.MapGet("/api-key/", ListAsync);
        // Its keys would outlive the emergency code.
        authenticated.MapGet("/api-key/{keyId}/", ReadAsync).WithMetadata(InEmergency.Closed);
        authenticated.MapPut("/api-key/", CreateAsync);
        authenticated.MapPost("/api-key/", UpdateAsync);
        authenticated.MapDelete("/api-key/", DeleteAsync);
    }

    private async Task<Answer> ListAsync(Session session)
    {
        await uses.StoreAsync();
        return Answer.Ok(new ApiKeysResponse { ApiKeys = await keys.ListAsync(session.UserId) }, PsonoJsonContext.Wire.ApiKeysResponse);
    }

    private async Task<Answer> ReadAsync(string keyId, Session session)
    {
        await uses.StoreAsync();
        return PathId.Parse(keyId) is { } id && await keys.ReadAsync(session.UserId, id) is { } key
            ? Answer.Ok(key, PsonoJsonContext.Wire.ApiKeyResponse)
            : Refusal.NoSuchResource(keyId);
    }

    private async Task<Answer> CreateAsync(Session session, RequestFields fields)
    {
        var key = new NewApiKey
        {
            Title = fields.Text("title", max: 256),
            PublicKey = fields.Hex("public_key", max: 256),
            PrivateKey = fields.Hex("private_key", max: 256),
            PrivateKeyNonce = fields.Hex("private_key_nonce", max: 64),
            SecretKey = fields.Hex("secret_key", max: 256),
            SecretKeyNonce = fields.Hex("secret_key_nonce", max: 64),
            UserPrivateKey = fields.Hex("user_private_key", max: 256),
            UserPrivateKeyNonce = fields.Hex("user_private_key_nonce", max: 64),
            UserSecretKey = fields.Hex("user_secret_key", max: 256),
            UserSecretKeyNonce = fields.Hex("user_secret_key_nonce", max: 64),
            VerifyKey = fields.Hex("verify_key", max: 64),
            Read = fields.Bool("read", whenAbsent: true),
            Write = fields.Bool("write", whenAbsent: false),
            RestrictToSecrets = fields.Bool("restrict_to_secrets", whenAbsent: false),
            AllowInsecureAccess = fields.Bool("allow_insecure_access", whenAbsent: false),
        };
        if (fields.Refusal is { } refusal)
            return refusal;

        return await keys.CreateAsync(session.UserId, key)
            ?? Answer.Created(new CreateApiKeyResponse { ApiKeyId = key.Id }, PsonoJsonContext.Wire.CreateApiKeyResponse);
    }

    private async Task<Answer> UpdateAsync(Session session, RequestFields fields)
    {
        var change = new UpdateApiKeyRequest
        {
            ApiKeyId = fields.Uuid("api_key_id"),
            Title = fields.OptionalText("title", max: 256),
            Read = fields.OptionalBool("read", nullable: true),
            Write = fields.OptionalBool("write", nullable: true),
            RestrictToSecrets = fields.OptionalBool("restrict_to_secrets", nullable: true),
            AllowInsecureAccess = fields.OptionalBool("allow_insecure_access", nullable: true),
        };
        if (fields.Refusal is { } refusal)
            return refusal;

        if (change is { Title: null, Read: null, Write: null, RestrictToSecrets: null, AllowInsecureAccess: null })
            return await keys.ExistsAsync(session.UserId, change.ApiKeyId) ? NothingToUpdate : Refusal.NoPermissionOrNotExist;
        return await keys.UpdateAsync(session.UserId, change) ? Answer.Nothing : Refusal.NoPermissionOrNotExist;
    }

    private async Task<Answer> DeleteAsync(Session session, RequestFields fields)
    {
        var id = fields.Uuid("api_key_id");
        if (fields.Refusal is { } refusal)
            return refusal;

        return await keys.DeleteAsync(session.UserId, id) ? Answer.Nothing : DoesNotExist;
    }
}
