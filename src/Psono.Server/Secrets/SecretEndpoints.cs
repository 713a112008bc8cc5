using Psono.Protocol;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;

namespace Psono.Server.Secrets;

/// <summary>Secrets, one at a time. Protocol part 2, section 4.</summary>
internal sealed class SecretEndpoints(SecretStore secrets, ReadCounter reads, DatabaseCipher cipher, BodyLimit bodyLimit)
{
    private static readonly Answer IdNotProvided = Refusal.Object("SECRET_ID_NOT_PROVIDED");

    private static readonly Answer IdMalformed = Refusal.Object("SECRET_ID_MALFORMED");

    public void Map(IEndpointRouteBuilder authenticated)
    {
        authenticated.MapGet("/secret/", () => IdNotProvided);
        authenticated.MapGet("/secret/{secretId}/", ReadAsync).WithMetadata(OpenToApiKeys.All);
        authenticated.MapPut("/secret/", CreateAsync).WithMetadata(bodyLimit, OpenToApiKeys.Unrestricted);
        authenticated.MapPost("/secret/", UpdateAsync).WithMetadata(bodyLimit, OpenToApiKeys.All);
    }

    private async Task<Answer> ReadAsync(string secretId, Session session)
    {
        if (PathId.Parse(secretId) is not { } id)
            return IdMalformed;
        if (await secrets.ReadAsync(session, id) is not { } secret)
            return Refusal.NoPermissionOrNotExist;

        return Answer.Ok(
            new SecretResponse
            {
                CreateDate = secret.CreateDate.WithOffset(),
                WriteDate = secret.WriteDate.WithOffset(),
                Data = secret.Data,
                DataNonce = secret.DataNonce,
                Type = secret.Type,
                ReadCount = await reads.NextAsync(id),
                CallbackUrl = secret.CallbackUrl,
                CallbackUser = secret.CallbackUser,
                CallbackPass = CallbackPassword.OpenFor(session, cipher, secret.SealedCallbackPass),
            },
            PsonoJsonContext.Wire.SecretResponse);
    }

    private async Task<Answer> CreateAsync(Session session, RequestFields fields)
    {
        var secret = SecretFields.New(fields, cipher);
        var parent = SecretFields.Parent(fields);
        if (fields.Refusal is { } refusal)
            return refusal;

        return parent.Refusal
            ?? await secrets.CreateAsync(session.UserId, parent.Value, [secret])
            ?? Answer.Created(new CreateSecretResponse { SecretId = secret.Id }, PsonoJsonContext.Wire.CreateSecretResponse);
    }

    private async Task<Answer> UpdateAsync(Session session, RequestFields fields)
    {
        var change = SecretFields.Change(fields, cipher);
        if (fields.Refusal is { } refusal)
            return refusal;

        var updated = await secrets.UpdateAsync(session, change);
        return updated.Refusal ?? Answer.Ok(
            new WriteDateResponse { Success = "Data updated.", WriteDate = updated.Value.WithOffset() },
            PsonoJsonContext.Wire.WriteDateResponse);
    }
}
