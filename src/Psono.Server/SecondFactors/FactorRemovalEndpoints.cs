using Psono.Server.Authentication;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;

namespace Psono.Server.SecondFactors;

/// <summary>Removing a second factor, of whatever kind. Protocol part 1, section 14.</summary>
internal sealed class FactorRemovalEndpoints(ServerParts parts, SecondFactorStore factors, FactorNotice notice)
{
    public void Map(IEndpointRouteBuilder managing)
    {
        Map(managing, "/user/ga/", "google_authenticator_id", FactorKinds.Totp);
        Map(managing, "/user/yubikey-otp/", "yubikey_otp_id", FactorKinds.YubiKey);
        Map(managing, "/user/webauthn/", "webauthn_id", FactorKinds.WebAuthn);
    }

    private void Map(IEndpointRouteBuilder managing, string path, string field, FactorKinds kind) => managing.MapDelete(
        path, (HttpContext context, Session session, RequestFields fields) => RemoveAsync(context, session, fields, field, kind));

    private async Task<Answer> RemoveAsync(
        HttpContext context, Session session, RequestFields fields, string field, FactorKinds kind)
    {
        var id = fields.Uuid(field);
        if (fields.Refusal is { } refusal)
            return refusal;
        var removed = await factors.RemoveAsync(session, kind, id, parts.Options.RequireSecondFactor);
        if (removed.Refusal is { } refused)
            return refused;
        if (removed.Value!.Active)
            await notice.RemovedAsync(context, session, kind);
        return Answer.Nothing;
    }
}
