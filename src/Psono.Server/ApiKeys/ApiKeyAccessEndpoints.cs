using System.Globalization;
using Psono.Protocol;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;
using Psono.Server.Secrets;

namespace Psono.Server.ApiKeys;

/// <summary>What an API key does without a session. Protocol part 2, section 18.</summary>
internal sealed partial class ApiKeyAccessEndpoints(ServerParts parts, ApiKeyAccessStore access)
{
    private static readonly Answer InsecureAccessNotAllowed = Refusal.Object("INSECURE_ACCESS_NOT_ALLOWED");

    private static readonly Answer SecretKeyInvalid = Refusal.Object("API_KEY_SECRET_KEY_INVALID");

    private static readonly Answer InsecureDataNoJson = Refusal.Object("API_KEY_SECRET_KEY_SPECIFIED_YET_INSECURE_DATA_NO_JSON");

    private readonly ReadCounter _reads = parts.Database.Reads;
    private readonly LastUse _uses = parts.KeyUses;
    private readonly ILogger<ApiKeyAccessEndpoints> _logger = parts.Log<ApiKeyAccessEndpoints>();

    public void Map(IEndpointRouteBuilder open)
    {
        open.MapPost("/api-key-access/inspect/", InspectAsync).WithMetadata(new AnyAccept());
        open.MapPost("/api-key-access/secret/", ReadAsync).WithMetadata(new AnyAccept());
        open.MapPut("/api-key-access/secret/", UpdateAsync).WithMetadata(
            new AnyAccept(), parts.DataLimit, new KnownSender(new GrantHeader(access).CheckAsync));
    }

    private async Task<Answer> InspectAsync(HttpContext context, RequestFields fields)
    {
        var keyId = fields.Uuid("api_key_id");
        var bulk = BulkReadFields.From(fields);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (Throttle(context, keyId) is { } throttled)
            return throttled;
        if (bulk.Wanted)
            return await ReadManyAsync(context, keyId, bulk);
        if (await access.InspectAsync(keyId) is not { } key)
            return Refusal.NoPermissionOrNotExist;
        _uses.Note(keyId, parts.Addresses.Of(context));
        return Answer.Ok(key, PsonoJsonContext.Wire.InspectApiKeyResponse);
    }

    private async Task<Answer> ReadManyAsync(HttpContext context, Guid keyId, BulkReadFields wanted)
    {
        if (wanted.IsAll && context.Request.Headers.IfNoneMatch.Count == 0)
            return await ReadAllAsync(context, keyId);

        // The tag before the secrets: what changes in between is sent, and sent again next time, but never missed.
        if (await access.InspectVersionsAsync(keyId, wanted.SecretIds) is not var (key, tag))
            return Refusal.NoPermissionOrNotExist;
        _uses.Note(keyId, parts.Addresses.Of(context));
        if (wanted.HasTag)
        {
            context.Response.Headers.ETag = tag;
            if (BulkReadTag.IsKnownTo(context.Request, tag))
                return Answer.NotModified;
        }

        return Answer.Ok(key with { PsonoNet = await access.ReadManyAsync(keyId, wanted) }, PsonoJsonContext.Wire.InspectApiKeyResponse);
    }

    private async Task<Answer> ReadAllAsync(HttpContext context, Guid keyId)
    {
        if (await access.InspectAndReadAsync(keyId) is not var (key, tag))
            return Refusal.NoPermissionOrNotExist;
        _uses.Note(keyId, parts.Addresses.Of(context));
        context.Response.Headers.ETag = tag;
        return Answer.Ok(key, PsonoJsonContext.Wire.InspectApiKeyResponse);
    }

    private async Task<IResult> ReadAsync(HttpContext context, RequestFields fields)
    {
        var keyId = fields.Uuid("api_key_id");
        var secretId = fields.Uuid("secret_id");
        var apiSecretKey = fields.OptionalText("api_key_secret_key");
        var filter = fields.OptionalText("json_filter");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (Throttle(context, keyId) is { } throttled)
            return throttled;

        if (await access.FindToReadAsync(keyId, secretId) is not { } secret)
            return Refusal.NoPermissionOrNotExist;
        _uses.Note(keyId, parts.Addresses.Of(context));
        if (apiSecretKey is not null && !secret.AllowInsecureAccess)
            return RefuseInsecureAccess(keyId);
        if (!secret.OwnerMay)
            return Refusal.NoPermissionOrNotExist;
        if (apiSecretKey is null)
            return SealedSecretAnswer.Of(secret, _reads.Note(secretId, secret.ReadCount));
        if (InsecureAccess.Open(secret, apiSecretKey, filter) is not { } plaintext)
            return SecretKeyInvalid;

        _reads.Note(secretId, secret.ReadCount);
        return new PlaintextAnswer(plaintext);
    }

    private async Task<Answer> UpdateAsync(HttpContext context, RequestFields fields)
    {
        var keyId = fields.Uuid("api_key_id");
        var change = SecretFields.Change(fields, parts.Cipher);
        var apiSecretKey = fields.OptionalText("api_key_secret_key");
        var insecureData = fields.OptionalText("insecure_data");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (Throttle(context, keyId) is { } throttled)
            return throttled;
        if (Throttle(context, keyId, RateScope.ApiKeyWrite) is { } tooOften)
            return tooOften;

        if (await access.FindToWriteAsync(keyId, change.SecretId) is not { } secret)
            return Refusal.NoPermissionOrNotExist;
        _uses.Note(keyId, parts.Addresses.Of(context));
        if (apiSecretKey is not null && !secret.AllowInsecureAccess)
            return RefuseInsecureAccess(keyId);
        if (!secret.OwnerMay)
            return Refusal.NoPermissionOrNotExist;
        if (apiSecretKey is not null)
        {
            using var key = InsecureAccess.OpenKey(secret, apiSecretKey);
            if (key is null)
                return SecretKeyInvalid;
            if (insecureData is not null && !InsecureAccess.IsJson(insecureData))
                return InsecureDataNoJson;
            if (insecureData is not null)
                change = change.With(SecretBox.Seal(key, insecureData));
        }

        var updated = await access.UpdateAsync(keyId, change);
        return updated.Refusal
            ?? Answer.Ok(new WriteSecretResponse { WriteDate = updated.Value.WithOffset() }, PsonoJsonContext.Wire.WriteSecretResponse);
    }

    private Answer? Throttle(HttpContext context, Guid keyId, RateScope scope = RateScope.ApiKey) =>
        parts.Limits.Refuse(context, scope, keyId.ToString("N", CultureInfo.InvariantCulture));

    private Answer RefuseInsecureAccess(Guid keyId)
    {
        Log.InsecureAccessRefused(_logger, keyId);
        return InsecureAccessNotAllowed;
    }

    private static partial class Log
    {
        // A client has sent its secret key to a server that should never see it. Without the secret's id: both together are what it takes
        // to read and write ciphertexts.
        [LoggerMessage(1, LogLevel.Warning, "Insecure access refused: API key {ApiKeyId}")]
        public static partial void InsecureAccessRefused(ILogger logger, Guid apiKeyId);
    }
}
