using Psono.Protocol.Administration;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.EmergencyCodes;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Recovery;

namespace Psono.Server.Administration;

/// <summary>Recovery and emergency codes of all accounts, for administrators to list and delete. Protocol part 4, section 1.2.</summary>
internal sealed class AdminCodeEndpoints(ServerParts parts)
{
    private readonly RecoveryCodeStore _recoveryCodes = new(parts.Database);
    private readonly EmergencyCodeStore _emergencyCodes = new(parts.Database, parts.State.Keys.EmailSecret);
    private readonly AdminLog _log = new(parts.Log<AdminLog>());
    private readonly CodeNotice _notice = new(parts);

    public void Map(IEndpointRouteBuilder admin)
    {
        admin.MapGet("/recovery-code/", ListRecoveryCodesAsync);
        admin.MapDelete("/recovery-code/", DeleteRecoveryCodeAsync);
        admin.MapGet("/emergency-code/", ListEmergencyCodesAsync);
        admin.MapDelete("/emergency-code/", DeleteEmergencyCodeAsync);
    }

    public async Task<IReadOnlyList<AdminUserPart>> RecoveryCodesAsync(Guid user) =>
        [.. (await _recoveryCodes.ListAsync(user)).Select(code => new AdminUserPart
        {
            Id = code.Id, CreateDate = code.CreateDate.WithZ(),
        })];

    public async Task<IReadOnlyList<AdminUserPart>> EmergencyCodesAsync(Guid user) =>
        [.. (await _emergencyCodes.ListAsync(user)).Select(code => new AdminUserPart
        {
            Id = code.Id,
            CreateDate = code.CreateDate.WithZ(),
            Description = code.Description,
            ActivationDelay = code.DelaySeconds,
        })];

    private async Task<Answer> ListRecoveryCodesAsync()
    {
        var codes = (await _recoveryCodes.ListAsync())
            .Select(code => new AdminCodeEntry { Id = code.Id, CreateDate = code.CreateDate.WithZ(), User = code.User });
        return Answer.Ok(
            new AdminRecoveryCodesResponse { RecoveryCodes = [.. codes] }, AdminJsonContext.Wire.AdminRecoveryCodesResponse);
    }

    private async Task<Answer> ListEmergencyCodesAsync()
    {
        var codes = (await _emergencyCodes.ListAsync()).Select(code => new AdminCodeEntry
        {
            Id = code.Id, CreateDate = code.CreateDate.WithZ(), User = code.User, Description = code.Description,
        });
        return Answer.Ok(
            new AdminEmergencyCodesResponse { EmergencyCodes = [.. codes] }, AdminJsonContext.Wire.AdminEmergencyCodesResponse);
    }

    private async Task<Answer> DeleteRecoveryCodeAsync(Session session, RequestFields fields)
    {
        var id = fields.Uuid("recovery_code_id");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (await _recoveryCodes.DeleteAsync(id) is not { } user)
            return Refusal.NoPermissionOrNotExist;
        _log.Did(session.UserId, "deleted the recovery code of account", user);
        await _notice.RemovedAsync(user, emergencyCode: null);
        return Answer.Nothing;
    }

    private async Task<Answer> DeleteEmergencyCodeAsync(Session session, RequestFields fields)
    {
        var id = fields.Uuid("emergency_code_id");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (await _emergencyCodes.DeleteAsync(id) is not var (user, description))
            return Refusal.NoPermissionOrNotExist;
        _log.Did(session.UserId, "deleted an emergency code of account", user);
        await _notice.RemovedAsync(user, description);
        return Answer.Nothing;
    }
}
