using Psono.Protocol;
using Psono.Protocol.Recovery;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;

namespace Psono.Server.Recovery;

/// <summary>Making the code that sets a new password. Protocol part 1, section 10.1.</summary>
internal sealed class RecoveryCodeEndpoints(ServerParts parts, RecoveryCodeStore codes)
{
    private readonly CodeNotice _notice = new(parts);

    public void Map(IEndpointRouteBuilder authenticated) => authenticated.MapPost("/recoverycode/", CreateAsync);

    private async Task<Answer> CreateAsync(HttpContext context, Session session, RequestFields fields)
    {
        var keys = SealedKeys.Read(fields, "recovery");
        if (fields.Refusal is { } refusal)
            return refusal;

        var id = Guid.NewGuid();
        var hashed = keys with { Authkey = await parts.HashQueue.HashAsync(context, keys.Authkey) };
        try
        {
            if (!await codes.CreateAsync(session, id, hashed, parts.Clock.Now()))
                return Refusal.NoPermissionOrNotExist;
        }
        catch (UniqueViolationException)
        {
            return CodeRefusals.NonceUsed;
        }

        await _notice.RecoveryCodeMadeAsync(context, session);
        return Answer.Ok(new CreateRecoveryCodeResponse { RecoveryCodeId = id }, PsonoJsonContext.Wire.CreateRecoveryCodeResponse);
    }
}
