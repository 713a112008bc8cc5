using Psono.Protocol;
using Psono.Protocol.SecondFactors;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Users;

namespace Psono.Server.SecondFactors;

/// <summary>Security keys and passkeys. Protocol part 1, section 14.4.</summary>
internal sealed class WebAuthnEndpoints(ServerParts parts, SecondFactorStore factors, FactorNotice notice)
{
    private const FactorKinds Kind = FactorKinds.WebAuthn;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ServerOptions _options = parts.Options;
    private readonly DatabaseCipher _cipher = parts.Cipher;
    private readonly WebAuthnOrigins _origins = new(parts.Options);
    private readonly UserStore _users = new(parts.Database);

    public void Map(IEndpointRouteBuilder managing)
    {
        managing.MapGet("/user/webauthn/", ListAsync);
        managing.MapPut("/user/webauthn/", CreateAsync);
        managing.MapPost("/user/webauthn/", ActivateAsync);
    }

    private async Task<Answer> ListAsync(Session session)
    {
        var response = new WebAuthnsResponse { WebAuthns = FactorList.Of(await factors.ListAsync(session.UserId, Kind)) };
        return Answer.Ok(response, PsonoJsonContext.Wire.WebAuthnsResponse);
    }

    private async Task<Answer> CreateAsync(Session session, RequestFields fields)
    {
        var title = fields.Text("title", max: 256);
        var read = _origins.Read(fields);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (!OfferedFactors.Of(_options).HasFlag(Kind))
            return Refusal.Object("SERVER_NOT_SUPPORT_WEBAUTHN");
        if (read.Refusal is { } refused)
            return refused;

        var origin = read.Value!;
        var challenge = WebAuthnCeremony.NewChallenge();
        var factor = new StoredFactor(
            Guid.NewGuid(), parts.Clock.Now(), title, Active: false, _cipher.Seal(challenge), Counter: 0, origin.Text, Credential: null);
        if (!await factors.AddAsync(session, Kind, factor))
            return FactorRefusals.TooMany;
        var username = (await _users.FindAsync(session.UserId))?.Username ?? "";
        return Answer.Members(StatusCodes.Status201Created, json =>
        {
            json.WriteString("id", factor.Id);
            WebAuthnOptions.WriteCreation(json, origin, challenge, _options.ServiceName, session.UserId, username);
        });
    }

    private async Task<Answer> ActivateAsync(HttpContext context, Session session, RequestFields fields)
    {
        var id = fields.Uuid("webauthn_id");
        var text = fields.Text("credential");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (await factors.FindAsync(session.UserId, Kind, id) is not { Active: false } factor
            || factor.CreateDate + Lifetime < parts.Clock.GetUtcNow()
            || CredentialText.Parse(text) is not { } credential
            || _cipher.Open(factor.Secret) is not { } challenge
            || await WebAuthnCeremony.RegisterAsync(credential, WebAuthnOrigin.Parse(factor.Origin!)!, challenge, session.UserId)
                is not { } made)
            return Refusal.NoPermissionOrNotExist;

        var active = factor with
        {
            Secret = _cipher.Seal(Convert.ToBase64String(made.PublicKey)),
            Counter = made.Counter,
            Credential = made.Id,
        };
        if (!await StoreAsync(session, active))
            return Refusal.NoPermissionOrNotExist;
        await notice.AddedAsync(context, session, Kind);
        return Answer.Nothing;
    }

    private async Task<bool> StoreAsync(Session session, StoredFactor factor)
    {
        try
        {
            return await factors.ActivateAsync(session, Kind, factor);
        }
        catch (UniqueViolationException)
        {
            // The same credential a second time, here or at another account.
            return false;
        }
    }
}
