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
        admin.MapDelete(
            "/google-authenticator/", (Session session, RequestFields fields) => RemoveAsync(session, fields, "google_authenticator_id", FactorKinds.Totp));
        admin.MapDelete(
            "/yubikey-otp/", (Session session, RequestFields fields) => RemoveAsync(session, fields, "yubikey_otp_id", FactorKinds.YubiKey));
        // Spelled as the reference spells it.
        admin.MapDelete(
            "/webautn/", (Session session, RequestFields fields) => RemoveAsync(session, fields, "webauthn_id", FactorKinds.WebAuthn));
    }

    private async Task<Answer> RemoveAsync(Session session, RequestFields fields, string field, FactorKinds kind)
    {
        var id = fields.Uuid(field);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (await _factors.RemoveAsync(kind, id) is not { } user)
            return Refusal.NoPermissionOrNotExist;
        _log.Did(session.UserId, $"removed a second factor ({kind}) of account", user);
        _notice.Reset(user);
        return Answer.Nothing;
    }
}
