using Psono.Protocol;
using Psono.Protocol.Secrets;
using Psono.Server.Authentication;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;

namespace Psono.Server.Secrets;

/// <summary>What a secret was before. Protocol part 2, section 6.</summary>
internal sealed class SecretHistoryEndpoints(SecretHistoryStore history)
{
    private static readonly Answer SecretIdBadlyFormed = Refusal.Object("SECRET_ID_BADLY_FORMED");

    private static readonly Answer VersionIdBadlyFormed = Refusal.Object("SECRET_HISTORY_ID_BADLY_FORMED");

    public void Map(IEndpointRouteBuilder authenticated)
    {
        authenticated.MapGet("/secret/history/{secretId}/", ListAsync).WithMetadata(OpenToApiKeys.All);
        authenticated.MapDelete("/secret/history/{secretId}/", PruneAsync).WithMetadata(OpenToApiKeys.Unrestricted);
        authenticated.MapGet("/history/{versionId}/", ReadAsync).WithMetadata(OpenToApiKeys.All);
    }

    private async Task<Answer> ListAsync(string secretId, Session session)
    {
        if (PathId.Parse(secretId) is not { } id)
            return SecretIdBadlyFormed;

        return await history.ListAsync(session, id) is { } versions
            ? Answer.Ok(new SecretHistoryResponse { History = versions }, PsonoJsonContext.Wire.SecretHistoryResponse)
            : Refusal.NoPermissionOrNotExist;
    }

    /// <summary>An addition: protocol part 5, section 14.</summary>
    private async Task<Answer> PruneAsync(string secretId, Session session, RequestFields fields)
    {
        if (PathId.Parse(secretId) is not { } id)
            return SecretIdBadlyFormed;
        var before = fields.Time("before");
        if (fields.Refusal is { } refusal)
            return refusal;

        return await history.PruneAsync(session, id, before) is { } removed
            ? Answer.Ok(new PruneSecretHistoryResponse { Removed = removed }, PsonoJsonContext.Wire.PruneSecretHistoryResponse)
            : Refusal.NoPermissionOrNotExist;
    }

    private async Task<Answer> ReadAsync(string versionId, Session session)
    {
        if (PathId.Parse(versionId) is not { } id)
            return VersionIdBadlyFormed;

        return await history.ReadAsync(session, id) is { } version
            ? Answer.Ok(version, PsonoJsonContext.Wire.SecretVersionResponse)
            : Refusal.NoPermissionOrNotExist;
    }
}
