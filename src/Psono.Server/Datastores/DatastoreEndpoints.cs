using Psono.Protocol;
using Psono.Protocol.Datastores;
using Psono.Protocol.Encodings;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.Users;

namespace Psono.Server.Datastores;

/// <summary>Datastores: the sealed trees in which a user keeps the keys of everything else. Protocol part 2, section 3.</summary>
internal sealed class DatastoreEndpoints(DatastoreStore datastores, UserStore users, HashQueue hashes)
{
    private static readonly Answer NotFound = Refusal.Message(StatusCodes.Status403Forbidden, "NO_PERMISSION_OR_NOT_EXIST");

    private static readonly Answer PasswordIncorrect = Refusal.Message(StatusCodes.Status403Forbidden, "PASSWORD_INCORRECT");

    public static void Map(IEndpointRouteBuilder authenticated, ServerParts parts)
    {
        var database = parts.Database;
        var endpoints = new DatastoreEndpoints(new DatastoreStore(database, parts.Clock), new UserStore(database), parts.HashQueue);
        var whole = authenticated.MapGroup("").WithMetadata(OpenToApiKeys.Unrestricted);
        whole.MapGet("/datastore/", endpoints.ListAsync);
        whole.MapGet("/datastore/{datastoreId}/", endpoints.ReadAsync);
        whole.MapPut("/datastore/", endpoints.CreateAsync).WithMetadata(parts.DataLimit);
        whole.MapPost("/datastore/", endpoints.UpdateAsync).WithMetadata(parts.DataLimit);

        // Closed to API keys: it tries the account's password.
        authenticated.MapDelete("/datastore/", endpoints.DeleteAsync);
        new DatastoreHistoryEndpoints(new DatastoreHistoryStore(database)).Map(whole);
    }

    private async Task<Answer> ListAsync(Session session) => Answer.Ok(
        new DatastoresResponse { Datastores = await datastores.ListAsync(session.UserId) }, PsonoJsonContext.Wire.DatastoresResponse);

    private async Task<Answer> ReadAsync(string datastoreId, Session session, string? known) =>
        PathId.Parse(datastoreId) is { } id
        && await datastores.ReadAsync(session.UserId, id, Timestamp.TryParse(known, out var version) ? version : null) is { } datastore
            ? Answer.Ok(datastore, PsonoJsonContext.Wire.DatastoreResponse)
            : NotFound;

    private async Task<Answer> CreateAsync(Session session, RequestFields fields)
    {
        var datastore = new NewDatastore(
            Type: fields.Text("type", max: 64),
            Description: fields.Text("description", max: 64),
            Data: fields.OptionalText("data", blank: true) ?? "",
            DataNonce: fields.OptionalText("data_nonce", max: 64, blank: true) ?? "",
            SecretKey: fields.Text("secret_key", max: 256),
            SecretKeyNonce: fields.Text("secret_key_nonce", max: 64),
            IsDefault: fields.Bool("is_default", whenAbsent: true));
        if (fields.Refusal is { } refusal)
            return refusal;

        var created = await datastores.CreateAsync(session.UserId, datastore);
        return created.Refusal
            ?? Answer.Created(new CreateDatastoreResponse { DatastoreId = created.Value }, PsonoJsonContext.Wire.CreateDatastoreResponse);
    }

    private async Task<Answer> UpdateAsync(Session session, RequestFields fields)
    {
        var change = new DatastoreChange(fields.Uuid("datastore_id"))
        {
            Data = fields.OptionalText("data", blank: true),
            DataNonce = fields.OptionalText("data_nonce", max: 64, blank: true),
            SecretKey = fields.OptionalText("secret_key", max: 256),
            SecretKeyNonce = fields.OptionalText("secret_key_nonce", max: 64),
            Description = fields.OptionalText("description", max: 64),
            IsDefault = fields.OptionalBool("is_default"),
            OldWriteDate = fields.OptionalTime("old_write_date"),
        };
        if (fields.Refusal is { } refusal)
            return refusal;

        var updated = await datastores.UpdateAsync(session.UserId, change);
        return updated.Refusal ?? Answer.Ok(
            new WriteDateResponse { Success = "Data updated.", WriteDate = updated.Value.WithOffset() },
            PsonoJsonContext.Wire.WriteDateResponse);
    }

    private async Task<Answer> DeleteAsync(HttpContext context, Session session, RequestFields fields)
    {
        var id = fields.Uuid("datastore_id");
        var authkey = fields.Text("authkey", min: 128, max: 128);
        if (fields.Refusal is { } refusal)
            return refusal;

        return await datastores.RefuseDeleteAsync(session.UserId, id)
            ?? (await IsAuthkeyAsync(context, session, authkey) ? await datastores.DeleteAsync(session.UserId, id) : PasswordIncorrect);
    }

    private async Task<bool> IsAuthkeyAsync(HttpContext context, Session session, string authkey) =>
        await hashes.VerifyAsync(context, authkey, (await users.FindAsync(session.UserId))?.Credentials.Authkey);
}
