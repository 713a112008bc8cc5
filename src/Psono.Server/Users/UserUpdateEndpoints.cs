using Psono.Protocol;
using Psono.Protocol.Sessions;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;

namespace Psono.Server.Users;

/// <summary>Changing password, keys, e-mail address or language of the own account. Protocol part 1, section 9.</summary>
internal sealed class UserUpdateEndpoints(ServerParts parts, UserStore users, EmailHash emails)
{
    private static readonly Answer EmailTaken = Refusal.Object("USER_WITH_EMAIL_ALREADY_EXISTS");

    private static readonly Answer Updated = Answer.Ok(
        new SuccessResponse { Success = "User updated." }, PsonoJsonContext.Wire.SuccessResponse);

    private readonly HashQueue _hashes = parts.HashQueue;
    private readonly OldPasswords _oldPasswords = new(parts, users);

    public void Map(IEndpointRouteBuilder authenticated) => authenticated.MapPut("/user/update/", UpdateAsync)
        .WithMetadata(new RateLimited(RateScope.UserUpdate), new NeedsSession { OpenBeforePasswordChange = true });

    private async Task<Answer> UpdateAsync(HttpContext context, Session session, RequestFields fields)
    {
        var change = UserChange.Read(fields);
        var language = fields.OptionalText("language", max: 16, nullable: true);
        var zone = TimeZones.Known(fields.OptionalText("zoneinfo", blank: true, nullable: true));
        if (fields.Refusal is { } refusal)
            return refusal;
        if (change.NeedsAuthkey && await ReplaceAsync(context, session, change) is { } refused)
            return refused;
        if (language is not null || zone is not null)
            await users.SetLocaleAsync(session.UserId, language, zone);
        return Updated;
    }

    /// <summary>Null when it is done.</summary>
    private async Task<Answer?> ReplaceAsync(HttpContext context, Session session, UserChange change)
    {
        if (change.AuthkeyOld is null)
            return Refusal.Object("AUTHKEY_REQUIRED");
        var user = await users.FindAsync(session.UserId);
        if (change.Email is not null
            && emails.Of(change.Email) is { } hash
            && hash != user?.EmailHash
            && await users.EmailExistsAsync(hash))
            return EmailTaken;
        if (!await _hashes.VerifyAsync(context, change.AuthkeyOld, user?.Credentials.Authkey))
            return Refusal.Object("OLD_PASSWORD_INCORRECT");
        if (change.Authkey is not null && await _oldPasswords.ContainsAsync(context, user!, change.Authkey))
            return Refusal.Object("CANNOT_REUSE_OLD_PASSWORD");
        if (!change.Hashing.IsValid)
            return Refusal.Object("INVALID_HASHING_PARAMETER");

        try
        {
            var after = await ApplyAsync(context, user!, change);
            return await users.ReplaceAsync(user!, after, change.IsNewPassword ? session.TokenId : null)
                ? null
                : Refusal.Object("WRITE_DATE_MISMATCH");
        }
        catch (UniqueViolationException e)
        {
            return e.Constraint == "users_email_hash" ? EmailTaken : Refusal.Duplicate("DuplicateNonce", "Don't use a nonce twice");
        }
    }

    private async Task<StoredUser> ApplyAsync(HttpContext context, StoredUser user, UserChange change) => user with
    {
        WriteDate = parts.Clock.Now(),
        Email = change.Email is null ? user.Email : parts.Cipher.Seal(change.Email),
        EmailHash = change.Email is null ? user.EmailHash : emails.Of(change.Email),
        UserSauce = change.UserSauce ?? user.UserSauce,
        RequirePasswordChange = !change.IsNewPassword && user.RequirePasswordChange,
        Credentials = new StoredCredentials(
            change.Authkey is null ? user.Credentials.Authkey : await _hashes.HashAsync(context, change.Authkey),
            change.PrivateKey ?? user.Credentials.PrivateKey,
            change.PrivateKeyNonce ?? user.Credentials.PrivateKeyNonce,
            change.SecretKey ?? user.Credentials.SecretKey,
            change.SecretKeyNonce ?? user.Credentials.SecretKeyNonce,
            user.Credentials.HashingAlgorithm,
            change.Hashing.Parameters is { } cost ? HashingParametersField.Store(cost) : user.Credentials.HashingParameters),
    };
}
