using System.Text.Json.Serialization.Metadata;
using Psono.Protocol;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Avatars;
using Psono.Protocol.Datastores;
using Psono.Protocol.Info;
using Psono.Protocol.Secrets;
using Psono.Protocol.Sessions;
using Psono.Protocol.Users;

namespace Psono.Tests.Protocol;

/// <summary>The record of each body in the recorded session, by method and path; an id in a path is written <c>*</c>.</summary>
internal static class Records
{
    private static readonly Dictionary<string, (Type? Request, Type? Response)> All = new()
    {
        ["GET /info/"] = (null, typeof(InfoResponse)),
        ["POST /authentication/register/"] = (typeof(RegisterRequest), typeof(SuccessResponse)),
        ["POST /authentication/prelogin/"] = (typeof(PreloginRequest), typeof(PreloginResponse)),
        ["POST /authentication/login/"] = (typeof(LoginRequest), typeof(LoginResponse)),
        ["POST /authentication/activate-token/"] = (typeof(ActivateTokenRequest), typeof(ActivateTokenResponse)),
        ["GET /datastore/"] = (null, typeof(DatastoresResponse)),
        ["PUT /datastore/"] = (typeof(CreateDatastoreRequest), typeof(CreateDatastoreResponse)),
        ["POST /datastore/"] = (typeof(UpdateDatastoreRequest), typeof(WriteDateResponse)),
        ["GET /datastore/*/"] = (null, typeof(DatastoreResponse)),
        ["PUT /secret/"] = (typeof(CreateSecretRequest), typeof(CreateSecretResponse)),
        ["GET /api-key/"] = (null, typeof(ApiKeysResponse)),
        ["PUT /api-key/"] = (typeof(CreateApiKeyRequest), typeof(CreateApiKeyResponse)),
        ["GET /api-key/*/"] = (null, typeof(ApiKeyResponse)),
        ["PUT /api-key/secret/"] = (typeof(GrantSecretRequest), typeof(GrantSecretResponse)),
        ["GET /api-key/secret/*/"] = (null, typeof(IReadOnlyList<ApiKeySecretEntry>)),
        ["GET /avatar/"] = (null, typeof(AvatarsResponse)),
        ["POST /api-key-access/inspect/"] = (typeof(InspectApiKeyRequest), typeof(InspectApiKeyResponse)),
        ["POST /api-key-access/secret/"] = (typeof(ReadSecretRequest), typeof(SealedSecretResponse)),
        ["PUT /api-key-access/secret/"] = (typeof(WriteSecretRequest), typeof(WriteSecretResponse)),

        // Lists that are always empty here: the server writes them as they are, no record exists.
        ["GET /share/right/"] = (null, null),
    };

    /// <exception cref="KeyNotFoundException">The table above misses the endpoint.</exception>
    public static (JsonTypeInfo? Request, JsonTypeInfo? Response) Of(string method, string path)
    {
        var pattern = string.Join('/', path.Split('/').Select(segment => Guid.TryParse(segment, out _) ? "*" : segment));
        var (request, response) = All[$"{method} {pattern}"];
        return (Info(request), Info(response));
    }

    private static JsonTypeInfo? Info(Type? type)
    {
        if (type is null)
            return null;

        var info = PsonoJsonContext.Wire.GetTypeInfo(type);
        Assert.NotNull(info);
        return info;
    }
}
