using Psono.Protocol;
using Psono.Protocol.Recovery;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Recovery;

namespace Psono.Server.EmergencyCodes;

/// <summary>The codes with which somebody gets to an account's secrets after a while. Protocol part 1, section 11.1.</summary>
internal sealed class EmergencyCodeEndpoints(ServerParts parts, EmergencyCodeStore codes)
{
    private readonly CodeNotice _notice = new(parts);

    public void Map(IEndpointRouteBuilder authenticated)
    {
        authenticated.MapGet("/emergencycode/", ListAsync);
        authenticated.MapPost("/emergencycode/", CreateAsync);
        authenticated.MapDelete("/emergencycode/", DeleteAsync);
    }

    private async Task<Answer> ListAsync(Session session)
    {
        var list = await codes.ListAsync(session.UserId);
        var response = new EmergencyCodesResponse { EmergencyCodes = [.. list.Select(Describe)] };
        return Answer.Ok(response, PsonoJsonContext.Wire.EmergencyCodesResponse);
    }

    private static EmergencyCodeEntry Describe(StoredEmergencyCode code) => new()
    {
        Id = code.Id,
        Description = code.Description,
        ActivationDate = code.ActivationDate?.WithZ(),
        ActivationDelay = code.DelaySeconds,
    };

    private async Task<Answer> CreateAsync(HttpContext context, Session session, RequestFields fields)
    {
        var description = fields.Text("description", max: 256);
        var delay = fields.Integer("activation_delay", min: 0);
        var keys = SealedKeys.Read(fields, "emergency");
        if (fields.Refusal is { } refusal)
            return refusal;

        var code = new StoredEmergencyCode(
            Guid.NewGuid(), parts.Clock.Now(), description, TimeSpan.FromSeconds(delay), ActivationDate: null,
            keys with { Authkey = await parts.HashQueue.HashAsync(context, keys.Authkey) }, Verifier: null);
        try
        {
            if (!await codes.CreateAsync(session, code, keys.Authkey))
                return Refusal.Object("TOO_MANY_EMERGENCY_CODES");
        }
        catch (UniqueViolationException)
        {
            return CodeRefusals.NonceUsed;
        }

        await _notice.EmergencyCodeMadeAsync(context, session, description);
        return Answer.Created(
            new CreateEmergencyCodeResponse { EmergencyCodeId = code.Id }, PsonoJsonContext.Wire.CreateEmergencyCodeResponse);
    }

    private async Task<Answer> DeleteAsync(Session session, RequestFields fields)
    {
        var id = fields.Uuid("emergency_code_id");
        if (fields.Refusal is { } refusal)
            return refusal;
        return await codes.DeleteAsync(session, id) ? Answer.Nothing : Refusal.NoPermissionOrNotExist;
    }
}
