using Psono.Protocol;
using Psono.Protocol.ApiKeys;
using Psono.Server.Authentication;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Http.Fields;

namespace Psono.Server.ApiKeys;

/// <summary>The secrets that an API key reaches. Protocol part 2, section 16.</summary>
internal sealed class GrantEndpoints(GrantStore grants)
{
    public void Map(IEndpointRouteBuilder authenticated)
    {
        authenticated.MapGet("/api-key/secret/", () => Refusal.NoSuchResource(null));
        authenticated.MapGet("/api-key/secret/{keyId}/", ListAsync);
        authenticated.MapPut("/api-key/secret/", CreateAsync);
        authenticated.MapPost("/api-key/secret/", UpdateAsync);
        authenticated.MapDelete("/api-key/secret/", DeleteAsync);
    }

    private async Task<Answer> ListAsync(string keyId, Session session) =>
        PathId.Parse(keyId) is { } id && await grants.ListAsync(session.UserId, id) is { } granted
            ? Answer.Ok(granted, PsonoJsonContext.Wire.IReadOnlyListApiKeySecretEntry)
            : Refusal.NoSuchResource(keyId);

    private async Task<Answer> CreateAsync(Session session, RequestFields fields)
    {
        var grant = new GrantSecretRequest
        {
            ApiKeyId = fields.Uuid("api_key_id"),
            SecretId = fields.Uuid("secret_id"),
            Title = fields.Hex("title", max: 256),
            TitleNonce = fields.Hex("title_nonce", max: 64),
            SecretKey = fields.Hex("secret_key", max: 256),
            SecretKeyNonce = fields.Hex("secret_key_nonce", max: 64),
            PsonoNet = GrantTitleFields.From(fields),
        };
        if (fields.Refusal is { } refusal)
            return refusal;

        var created = await grants.CreateAsync(session.UserId, grant);
        return created.Refusal
            ?? Answer.Created(new GrantSecretResponse { ApiKeySecretId = created.Value }, PsonoJsonContext.Wire.GrantSecretResponse);
    }

    /// <summary>An extension: with it a title that changes does so for the API keys too, and a grant is bound without being away.</summary>
    private async Task<Answer> UpdateAsync(Session session, RequestFields fields)
    {
        var hasKey = fields.Has("secret_key") || fields.Has("secret_key_nonce");
        var change = new UpdateGrantRequest
        {
            ApiKeySecretId = fields.Uuid("api_key_secret_id"),
            Title = fields.Hex("title", max: 256),
            TitleNonce = fields.Hex("title_nonce", max: 64),
            SecretKey = hasKey ? fields.Hex("secret_key", max: 256) : null,
            SecretKeyNonce = hasKey ? fields.Hex("secret_key_nonce", max: 64) : null,
            PsonoNet = GrantTitleFields.From(fields),
        };
        if (fields.Refusal is { } refusal)
            return refusal;

        return await grants.UpdateAsync(session.UserId, change) ? Answer.Nothing : Refusal.NoPermissionOrNotExist;
    }

    private async Task<Answer> DeleteAsync(Session session, RequestFields fields)
    {
        var id = fields.Uuid("api_key_secret_id");
        if (fields.Refusal is { } refusal)
            return refusal;

        return await grants.DeleteAsync(session.UserId, id) ? Answer.Nothing : Refusal.NoPermissionOrNotExist;
    }
}
