using Psono.Protocol.Administration;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Mail;
using Psono.Server.Mail.Letters;
using Psono.Server.Users;

namespace Psono.Server.Administration;

/// <summary>Making and changing accounts, for administrators. Protocol part 4, section 1.5.</summary>
internal sealed class AdminUserChanges(ServerParts parts)
{
    private static readonly Answer EmailTaken = Refusal.Object("USER_WITH_EMAIL_ALREADY_EXISTS");

    private readonly UserDirectory _directory = new(parts.Database, parts.Cipher, parts.Clock);
    private readonly UserStore _users = new(parts.Database);
    private readonly OwnerMail _mail = new(parts);
    private readonly AdminLog _log = new(parts.Log<AdminLog>());
    private readonly EmailHash _emails = new(parts.State.Keys.EmailSecret);

    public async Task<Answer> CreateAsync(HttpContext context, Session session, RequestFields fields)
    {
        var username = fields.Email("username", "INVALID_USERNAME_FORMAT").Trim().ToLowerInvariant();
        var email = fields.Email("email", "INVALID_EMAIL_FORMAT").Trim().ToLowerInvariant();
        var password = fields.OptionalText("password") ?? AccountMaker.NewPassword();
        var language = fields.OptionalText("language", max: 16, nullable: true) ?? parts.Options.DefaultLanguage;
        var requireChange = fields.Bool("require_password_change", whenAbsent: false);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (await _users.EmailExistsAsync(_emails.Of(email)))
            return EmailTaken;
        if (await _users.FindByUsernameAsync(username) is not null)
            return Refusal.Object("USER_WITH_USERNAME_ALREADY_EXISTS");

        var user = await AccountMaker.MakeAsync(
            username, email, password, parts.State, authkey => parts.HashQueue.HashAsync(context, authkey), parts.Clock.Now());
        try
        {
            await _users.CreateAsync(user with { Language = language, RequirePasswordChange = requireChange });
        }
        catch (UniqueViolationException e)
        {
            return e.Constraint == "users_email_hash" ? EmailTaken : Refusal.Object("USER_WITH_USERNAME_ALREADY_EXISTS");
        }

        _log.Did(session.UserId, "made account", user.Id);
        return Answer.Created(
            new AdminCreateUserResponse { Id = user.Id, Password = password }, AdminJsonContext.Wire.AdminCreateUserResponse);
    }

    public async Task<Answer> UpdateAsync(Session session, RequestFields fields)
    {
        var id = fields.Uuid("user_id");
        var flags = new UserFlags(
            fields.OptionalBool("is_active"), fields.OptionalBool("is_email_active"),
            fields.OptionalBool("is_superuser") ?? fields.OptionalBool("is_staff"), fields.OptionalBool("require_password_change"));
        var email = fields.OptionalEmail("email", "INVALID_EMAIL_FORMAT")?.Trim().ToLowerInvariant();
        var language = fields.OptionalText("language", max: 16, nullable: true);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (await _users.FindAsync(id) is not { } user)
            return Refusal.NoPermissionOrNotExist;

        if (email is not null && await SetEmailAsync(user, email) is { } refused)
            return refused;
        if (language is not null)
            await _users.SetLocaleAsync(id, language, zone: null);
        if (!await _directory.SetAsync(id, flags))
            return Refusal.NoPermissionOrNotExist;
        _log.Did(session.UserId, $"set {flags} of account", id);
        return Answer.Nothing;
    }

    /// <summary>Null when it is done.</summary>
    private async Task<Answer?> SetEmailAsync(StoredUser user, string email)
    {
        var filter = parts.Options.RegistrationEmailFilter;
        if (filter.Count > 0 && !filter.Contains(EmailAddress.Domain(email)))
            return Refusal.Object("E-Mail not allowed to register.");
        var hash = _emails.Of(email);
        if (hash == user.EmailHash)
            return null;
        if (await _users.EmailExistsAsync(hash))
            return EmailTaken;
        try
        {
            var after = user with { WriteDate = parts.Clock.Now(), Email = parts.Cipher.Seal(email), EmailHash = hash };
            if (!await _users.ReplaceAsync(user, after, onlySession: null))
                return Refusal.WriteDateMismatch;
            // The old address: later notices go to the new one.
            _mail.Post(user, new EmailChangeLetter(user.Username, after.WriteDate));
            return null;
        }
        catch (UniqueViolationException)
        {
            return EmailTaken;
        }
    }
}
