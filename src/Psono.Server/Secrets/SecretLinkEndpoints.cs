using Psono.Protocol;
using Psono.Protocol.Secrets;
using Psono.Server.Authentication;
using Psono.Server.Authorization;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;

namespace Psono.Server.Secrets;

/// <summary>
/// The links that put secrets into datastores: moving and deleting them (protocol part 2, section 7), and listing them (part 5,
/// section 10).
/// </summary>
internal sealed class SecretLinkEndpoints(SecretLinkStore links)
{
    private static readonly Answer NoParentProvided = Refusal.Object("NO_PARENT_PROVIDED");

    public void Map(IEndpointRouteBuilder authenticated)
    {
        var whole = authenticated.MapGroup("").WithMetadata(OpenToApiKeys.Unrestricted);
        whole.MapGet("/secret/link/", ListAsync);
        whole.MapPost("/secret/link/", (Session session, RequestFields fields) => MoveAsync(session, fields, [fields.Uuid("link_id")]));
        whole.MapDelete("/secret/link/", (Session session, RequestFields fields) => DeleteAsync(session, fields, [fields.Uuid("link_id")]));
        whole.MapPost(
            "/bulk-secret/link/", (Session session, RequestFields fields) => MoveAsync(session, fields, fields.Uuids("link_ids", min: 1)));
        whole.MapDelete(
            "/bulk-secret/link/",
            (Session session, RequestFields fields) => DeleteAsync(session, fields, fields.Uuids("link_ids", min: 1)));
    }

    private async Task<Answer> ListAsync(Session session, string? digest)
    {
        var list = await links.ListAsync(session.UserId);
        var isKnown = digest is not null && SecretSet.DigestOf(list.Select(link => link.SecretId)) == digest;
        return Answer.Ok(new SecretLinksResponse { Links = isKnown ? [] : list }, PsonoJsonContext.Wire.SecretLinksResponse);
    }

    private async Task<Answer> MoveAsync(Session session, RequestFields fields, IReadOnlyList<Guid> linkIds)
    {
        var parent = new SecretParent(fields.OptionalUuid("new_parent_datastore_id"), fields.OptionalUuid("new_parent_share_id"));
        if (fields.Refusal is { } refusal)
            return refusal;
        if (parent is { DatastoreId: null, ShareId: null })
            return NoParentProvided;

        return await links.MoveAsync(session.UserId, linkIds, parent) ?? Answer.Nothing;
    }

    private async Task<Answer> DeleteAsync(Session session, RequestFields fields, IReadOnlyList<Guid> linkIds)
    {
        if (fields.Refusal is { } refusal)
            return refusal;

        return await links.DeleteAsync(session.UserId, linkIds) ?? Answer.Nothing;
    }
}
