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
    private readonly FactorNotice _notice = new(parts);

    public void Map(IEndpointRouteBuilder admin)
    {
        admin.MapDelete(
            "/google-authenticator/", (RequestFields fields) => RemoveAsync(fields, "google_authenticator_id", FactorKinds.Totp));
        admin.MapDelete("/yubikey-otp/", (RequestFields fields) => RemoveAsync(fields, "yubikey_otp_id", FactorKinds.YubiKey));
        // Spelled as the reference spells it.
        admin.MapDelete("/webautn/", (RequestFields fields) => RemoveAsync(fields, "webauthn_id", FactorKinds.WebAuthn));
    }

    private async Task<Answer> RemoveAsync(RequestFields fields, string field, FactorKinds kind)
    {
        var id = fields.Uuid(field);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (await _factors.RemoveAsync(kind, id) is not { } user)
            return Refusal.NoPermissionOrNotExist;
        _notice.Reset(user);
        return Answer.Nothing;
    }
}
