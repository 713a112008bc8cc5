using System.Security.Cryptography;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Sessions;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.SecondFactors;
using Psono.Server.Users;

namespace Psono.Server.Sessions;

/// <summary>Activating a session: the client shows that it could open the user's private key. Protocol part 1, section 7.3.</summary>
internal sealed class ActivationEndpoints(ServerParts parts, UserStore users, SessionStore sessions, LoginPlaces places)
{
    private static readonly Answer Incorrect = Refusal.Object("VERIFICATION_CODE_INCORRECT");

    private static readonly Answer AlreadyActive = Refusal.Object("TOKEN_INCORRECT");

    private readonly DatabaseCipher _cipher = parts.Cipher;
    private readonly LoginNotice _notice = new(parts);
    private readonly SecondFactorStore _factors = new(parts.Database);

    public void Map(IEndpointRouteBuilder authenticated) =>
        authenticated.MapPost("/authentication/activate-token/", ActivateAsync)
            .WithMetadata(new NeedsSession { InactiveAllowed = true, OpenBeforePasswordChange = true }, new OpenWithoutSecondFactor());

    private async Task<Answer> ActivateAsync(HttpContext context, Session session, RequestFields fields)
    {
        var verification = fields.Text("verification");
        var nonce = fields.Text("verification_nonce", max: 64);
        var zone = fields.OptionalText("zoneinfo", blank: true, nullable: true);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (session.Active)
            return AlreadyActive;
        if (await _factors.UnsolvedAsync(session.TokenKey) is var unsolved and not FactorKinds.None)
            return Refusal.Object(FactorNames.Unsolved(unsolved));
        if (!IsProof(session, verification, nonce))
            return Incorrect;
        if (!await BeginAsync(context, session, TimeZones.Known(zone)))
            return AlreadyActive;

        var user = await users.FindAsync(session.UserId) ?? throw new InvalidOperationException("the user was deleted meanwhile");
        var email = _cipher.Open(user.Email) ?? "";
        _notice.Post(context, user);
        return Answer.Ok(new ActivateTokenResponse { User = Describe(user, email) }, PsonoJsonContext.Wire.ActivateTokenResponse);
    }

    /// <summary>Only now it is known to be the owner: the place is remembered, and other sessions end where one is allowed.</summary>
    private Task<bool> BeginAsync(HttpContext context, Session session, string? zone)
    {
        var now = parts.Clock.Now();
        return sessions.ActivateAsync(
            session, now, (parts.Addresses.CountryOf(context), zone), endOthers: !parts.Options.AllowMultipleSessions,
            db => places.NoteAsync(db, session.UserId, parts.Addresses.IdentityOf(context), session.DeviceFingerprint, now));
    }

    private bool IsProof(Session session, string verification, string nonce)
    {
        using var expected = session.StoredUserValidator is { } stored ? _cipher.OpenKey(stored) : null;
        using var shown = SecretBox.OpenKey(session.SecretKey, verification, nonce);
        return expected is not null && shown is not null && CryptographicOperations.FixedTimeEquals(expected.Bytes, shown.Bytes);
    }

    private static ActivatedUser Describe(StoredUser user, string email) => new()
    {
        Id = user.Id,
        Authentication = "AUTHKEY",
        Email = email,
        SecretKey = user.Credentials.SecretKey,
        SecretKeyNonce = user.Credentials.SecretKeyNonce,
        RegistrationDate = user.CreateDate.WithOffset(),
        RequirePasswordChange = user.RequirePasswordChange,
    };
}
