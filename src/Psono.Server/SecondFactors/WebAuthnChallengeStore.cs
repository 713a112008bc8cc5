using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Sessions;

namespace Psono.Server.SecondFactors;

/// <summary>What a login is to sign: one challenge of each session, which is good once.</summary>
internal sealed record WebAuthnChallenge(string Origin, string Stored, DateTimeOffset ValidTill);

/// <summary>The SQL of challenges of logins.</summary>
internal sealed class WebAuthnChallengeStore(Database database)
{
    private const string Put = """
        insert into webauthn_challenges (token_id, valid_till, origin, challenge) values (@token, @till, @origin, @challenge)
        on conflict (token_id) do update set valid_till = excluded.valid_till, origin = excluded.origin, challenge = excluded.challenge
        """;

    private const string Find = "select origin, challenge, valid_till from webauthn_challenges where token_id = @token";

    private const string Use = "delete from webauthn_challenges where token_id = @token and challenge = @challenge";

    /// <summary>False: the session has ended meanwhile.</summary>
    public Task<bool> PutAsync(Session session, WebAuthnChallenge challenge) => database.WriteAsync(async db =>
    {
        if (!await SessionStore.ExistsAsync(db, session.TokenId))
            return false;
        await db.ExecuteAsync(
            Put,
            ("@token", session.TokenId),
            ("@till", challenge.ValidTill),
            ("@origin", challenge.Origin),
            ("@challenge", challenge.Stored));
        return true;
    });

    public Task<WebAuthnChallenge?> FindAsync(Session session) => database.ReadAsync(db => db.FirstAsync(
        Find, row => new WebAuthnChallenge(row.GetString(0), row.GetString(1), row.GetTime(2)), ("@token", session.TokenId)));

    /// <summary>As a part of the caller's transaction. False: it was used already.</summary>
    public static async Task<bool> UseAsync(DbScope db, Session session, WebAuthnChallenge challenge) =>
        await db.ExecuteAsync(Use, ("@token", session.TokenId), ("@challenge", challenge.Stored)) > 0;
}
