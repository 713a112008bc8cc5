using Psono.Protocol;
using Psono.Protocol.Secrets;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;

namespace Psono.Server.Secrets;

/// <summary>Many secrets in one request. Protocol part 2, section 5.</summary>
internal sealed class BulkSecretEndpoints(SecretStore secrets, ReadCounter reads, DatabaseCipher cipher, BodyLimit bodyLimit)
{
    public void Map(IEndpointRouteBuilder authenticated)
    {
        authenticated.MapPut("/bulk-secret/", CreateAsync).WithMetadata(bodyLimit, OpenToApiKeys.Unrestricted);
        authenticated.MapPost("/bulk-secret-read/", ReadAsync)
            .WithMetadata(new NeedsSession { Right = TokenRight.ReadAndWrite }, bodyLimit, OpenToApiKeys.All);
    }

    private async Task<Answer> CreateAsync(Session session, RequestFields fields)
    {
        var created = fields.Objects("secrets", min: 1).Select(secret => SecretFields.New(secret, cipher)).ToList();
        var parent = SecretFields.Parent(fields);
        if (fields.Refusal is { } refusal)
            return refusal;

        return parent.Refusal
            ?? await secrets.CreateAsync(session.UserId, parent.Value, created)
            ?? Answer.Created(
                new BulkCreateSecretsResponse
                {
                    Secrets = [.. created.Select(secret => new BulkCreatedSecret { LinkId = secret.LinkId, SecretId = secret.Id })],
                },
                PsonoJsonContext.Wire.BulkCreateSecretsResponse);
    }

    private async Task<Answer> ReadAsync(Session session, RequestFields fields)
    {
        var ids = fields.Uuids("secret_ids");
        if (fields.Refusal is { } refusal)
            return refusal;

        var found = await secrets.ReadAsync(session, ids);
        return Answer.Ok(
            new BulkReadSecretsResponse
            {
                Secrets = [.. found.Select(secret => Respond(session, secret))],
            },
            PsonoJsonContext.Wire.BulkReadSecretsResponse);
    }

    private BulkReadSecret Respond(Session session, StoredSecret secret) => new()
    {
        Id = secret.Id,
        CreateDate = secret.CreateDate.WithOffset(),
        WriteDate = secret.WriteDate.WithOffset(),
        Data = secret.Data,
        DataNonce = secret.DataNonce,
        Type = secret.Type,
        ReadCount = reads.Note(secret.Id, secret.ReadCount),
        CallbackUrl = secret.CallbackUrl,
        CallbackUser = secret.CallbackUser,
        CallbackPass = CallbackPassword.OpenFor(session, cipher, secret.SealedCallbackPass),
    };
}
