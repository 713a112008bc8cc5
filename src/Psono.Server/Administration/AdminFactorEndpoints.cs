using Psono.Server.Authentication;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.SecondFactors;

namespace Psono.Server.Administration;

/// <summary>Second factors of all accounts, for somebody who lost one. Protocol part 4, section 1.2.</summary>
internal sealed class AdminFactorEndpoints(ServerParts parts)
{
    private readonly SecondFactorStore _factors = new(parts.Database);
    private readonly AdminLog _log = new(parts.Log<AdminLog>());
    private readonly FactorNotice _notice = new(parts);

    public void Map(IEndpointRouteBuilder admin)
    {
        Map(admin, "/google-authenticator/", "google_authenticator_id", FactorKinds.Totp);
        Map(admin, "/yubikey-otp/", "yubikey_otp_id", FactorKinds.YubiKey);
        // Spelled as the reference spells it.
        Map(admin, "/webautn/", "webauthn_id", FactorKinds.WebAuthn);
    }

    private void Map(IEndpointRouteBuilder admin, string path, string field, FactorKinds kind) =>
        admin.MapDelete(path, (Session session, RequestFields fields) => RemoveAsync(session, fields, field, kind));

    private async Task<Answer> RemoveAsync(Session session, RequestFields fields, string field, FactorKinds kind)
    {
        var id = fields.Uuid(field);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (await _factors.RemoveAsync(kind, id) is not { } user)
            return Refusal.NoPermissionOrNotExist;
        _log.Did(session.UserId, $"removed a second factor ({kind}) of account", user);
        await _notice.ResetAsync(user);
        return Answer.Nothing;
    }
}
