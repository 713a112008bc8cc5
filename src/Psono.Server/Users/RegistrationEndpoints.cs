using Psono.Protocol;
using Psono.Protocol.Info;
using Psono.Protocol.Sessions;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.Invitations;
using Psono.Server.Mail;
using Psono.Server.Mail.Letters;
using Psono.Server.RateLimiting;

namespace Psono.Server.Users;

/// <summary>Making an account. Protocol part 1, section 6; with an invitation, part 5, section 19.</summary>
internal sealed partial class RegistrationEndpoints(ServerParts parts, UserStore users, EmailHash emails)
{
    private static readonly Answer Closed = Refusal.Custom("REGISTRATION_HAS_BEEN_DISABLED");

    private static readonly Answer Taken = Refusal.Custom("REGISTRATION_FAILED_USERNAME_ALREADY_EXISTS");

    private readonly ServerOptions _options = parts.Options;
    private readonly InvitationStore _invitations = new(parts.Database, parts.Clock);
    private readonly RegistrationState _state = new(parts.Options, users);
    private readonly ActivationCodes _codes =
        new(parts.State.Keys.ActivationSecret, TimeSpan.FromSeconds(parts.Options.ActivationLinkSeconds), parts.Clock);
    private readonly ILogger<RegistrationEndpoints> _logger = parts.Log<RegistrationEndpoints>();

    public void Map(IEndpointRouteBuilder open)
    {
        open.MapPost("/authentication/register/", RegisterAsync).WithMetadata(new RateLimited(RateScope.Registration));
        open.MapPost("/authentication/verify-email/", VerifyEmailAsync);
    }

    private async Task<Answer> RegisterAsync(HttpContext context, RequestFields fields)
    {
        var code = fields.OptionalFields("psono_net")?.OptionalText("invitation");
        var invitation = code is null ? null : await _invitations.FindAsync(code);
        if (code is not null && invitation is null)
            return InvitationEndpoints.NotValid;
        if (invitation is null && await _state.ReadAsync() == ServerExtensions.RegistrationClosed)
            return Closed;

        var language = Languages.Preferred(context.Request.Headers.AcceptLanguage.ToString(), _options.DefaultLanguage);
        var user = RegistrationFields.Read(fields, _options, emails, language, invitation, parts.Clock.Now());
        if (_options.EnforceMatchingUsernameAndEmail && invitation is null && user.Username != user.Email)
            return Refusal.Custom("REGISTRATION_FAILED_USERNAME_AND_EMAIL_HAVE_TO_MATCH");
        if (fields.Refusal is null && await users.FindByUsernameAsync(user.Username) is not null)
            fields.Refuse("username", "USERNAME_ALREADY_EXISTS");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (invitation is null && !MayHaveAddress(user.Email))
            return Refusal.Object("EMAIL_DOMAIN_NOT_ALLOWED_TO_REGISTER");
        if (await users.EmailExistsAsync(user.EmailHash))
            return Refusal.Object("USER_WITH_EMAIL_ALREADY_EXISTS");
        if (user.Credentials.HashingParameters.Length == 0)
            return Refusal.Object("INVALID_HASHING_PARAMETER");

        var hashed = user with
        {
            Email = parts.Cipher.Seal(user.Email),
            Credentials = user.Credentials with { Authkey = await parts.HashQueue.HashAsync(context, user.Credentials.Authkey) },
            // Whoever has the code reads the mails of that address.
            IsEmailActive = user.IsEmailActive || (invitation is { WasMailed: true } && parts.Cipher.Open(invitation.Email) == user.Email),
        };
        return await CreateAsync(hashed, user.Email, invitation);
    }

    private bool MayHaveAddress(string email) =>
        _options.RegistrationEmailFilter.Count == 0 || _options.RegistrationEmailFilter.Contains(EmailAddress.Domain(email));

    private async Task<Answer> CreateAsync(StoredUser user, string email, StoredInvitation? invitation)
    {
        try
        {
            if (!await CreateAsync(user, invitation))
                return invitation is null ? Closed : InvitationEndpoints.NotValid;
        }
        catch (UniqueViolationException)
        {
            return Taken;
        }

        if (!user.IsEmailActive)
        {
            if (!await SendCodeAsync(user, email))
            {
                await users.DeleteAsync(user.Id, invitation is null ? null : db => InvitationStore.InsertAsync(db, invitation));
                return Refusal.Object("REGISTRATION_EMAIL_DELIVERY_FAILED");
            }

            await _invitations.ForgetAsync(user.Username);
        }

        Log.Registered(_logger, user.Id);
        return Answer.Created(new SuccessResponse { Success = "REGISTRATION_SUCCESSFUL" }, PsonoJsonContext.Wire.SuccessResponse);
    }

    private Task<bool> CreateAsync(StoredUser user, StoredInvitation? invitation) => invitation switch
    {
        not null => users.CreateAsync(user, invitation.IsAdministrator, db => _invitations.UseAsync(db, invitation)),
        null when _options.Registration == Registration.First =>
            users.CreateAsync(user, isAdministrator: true, async db => !await UserStore.AnyAsync(db)),
        null => users.CreateAsync(user),
    };

    private async Task<bool> SendCodeAsync(StoredUser user, string email)
    {
        try
        {
            var letter = new ActivationLetter(
                _options.WebClientUrl, $"{_options.WebClientUrl}/activate.html#!/activation-code/{_codes.For(email)}");
            await parts.Mailer.SendAsync(email, letter.For(OwnerMail.ReaderOf(user, _options)));
            return true;
        }
        catch (MailException e)
        {
            Log.MailFailed(_logger, user.Id, e.Message);
            return false;
        }
    }

    private async Task<Answer> VerifyEmailAsync(RequestFields fields)
    {
        var code = fields.Text("activation_code");
        if (fields.Refusal is { } refusal)
            return refusal;

        return _codes.EmailOf(code) is { } email && await users.VerifyEmailAsync(emails.Of(email), parts.Clock.Now())
            ? Answer.Ok(new SuccessResponse { Success = "Successfully activated." }, PsonoJsonContext.Wire.SuccessResponse)
            : Refusal.Object("ACTIVATION_CODE_INCORRECT");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "User {UserId} registered")]
        public static partial void Registered(ILogger logger, Guid userId);

        [LoggerMessage(2, LogLevel.Error, "The activation mail of user {UserId} could not be sent: {Reason}")]
        public static partial void MailFailed(ILogger logger, Guid userId, string reason);
    }
}
