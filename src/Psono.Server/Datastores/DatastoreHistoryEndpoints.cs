using Psono.Protocol;
using Psono.Protocol.Datastores;
using Psono.Server.Authentication;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Http.Fields;

namespace Psono.Server.Datastores;

/// <summary>What a datastore was before. Protocol part 5, section 11.</summary>
internal sealed class DatastoreHistoryEndpoints(DatastoreHistoryStore history)
{
    public void Map(IEndpointRouteBuilder authenticated)
    {
        authenticated.MapGet("/datastore/history/{datastoreId}/", ListAsync);
        authenticated.MapGet("/datastore/version/{versionId}/", ReadAsync);
    }

    private async Task<Answer> ListAsync(string datastoreId, Session session) =>
        PathId.Parse(datastoreId) is { } id && await history.ListAsync(session.UserId, id) is { } versions
            ? Answer.Ok(new DatastoreHistoryResponse { History = versions }, PsonoJsonContext.Wire.DatastoreHistoryResponse)
            : Refusal.NoPermissionOrNotExist;

    private async Task<Answer> ReadAsync(string versionId, Session session) =>
        PathId.Parse(versionId) is { } id && await history.ReadAsync(session.UserId, id) is { } version
            ? Answer.Ok(version, PsonoJsonContext.Wire.DatastoreVersionResponse)
            : Refusal.NoPermissionOrNotExist;
}
