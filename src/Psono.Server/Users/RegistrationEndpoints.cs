using System.Net.Mail;
using System.Security.Cryptography;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Info;
using Psono.Protocol.Sessions;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.Mail;
using Psono.Server.RateLimiting;

namespace Psono.Server.Users;

/// <summary>Making an account. Protocol part 1, section 6.</summary>
internal sealed partial class RegistrationEndpoints(ServerParts parts, UserStore users, EmailHash emails)
{
    private static readonly Answer Closed = Refusal.Custom("REGISTRATION_HAS_BEEN_DISABLED");

    private static readonly Answer Taken = Refusal.Custom("REGISTRATION_FAILED_USERNAME_ALREADY_EXISTS");

    private readonly ServerOptions _options = parts.Options;
    private readonly RegistrationState _state = new(parts.Options, users);
    private readonly Mailer _mailer = new(parts.Options);
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
        if (await _state.ReadAsync() == ServerExtensions.RegistrationClosed)
            return Closed;

        var user = Read(fields, Languages.Preferred(context.Request.Headers.AcceptLanguage.ToString()));
        if (_options.EnforceMatchingUsernameAndEmail && user.Username != user.Email)
            return Refusal.Custom("REGISTRATION_FAILED_USERNAME_AND_EMAIL_HAVE_TO_MATCH");
        if (fields.Refusal is null && await users.FindByUsernameAsync(user.Username) is not null)
            fields.Refuse("username", "USERNAME_ALREADY_EXISTS");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (_options.RegistrationEmailFilter.Count > 0 && !_options.RegistrationEmailFilter.Contains(EmailAddress.Domain(user.Email)))
            return Refusal.Object("EMAIL_DOMAIN_NOT_ALLOWED_TO_REGISTER");
        if (await users.EmailExistsAsync(user.EmailHash))
            return Refusal.Object("USER_WITH_EMAIL_ALREADY_EXISTS");
        if (user.Credentials.HashingParameters.Length == 0)
            return Refusal.Object("INVALID_HASHING_PARAMETER");

        var hashed = user with
        {
            Email = parts.Cipher.Seal(user.Email),
            Credentials = user.Credentials with { Authkey = await parts.HashQueue.HashAsync(context, user.Credentials.Authkey) },
        };
        return await CreateAsync(hashed, user.Email);
    }

    /// <summary>What was sent, before it is hashed and sealed for the database.</summary>
    private StoredUser Read(RequestFields fields, string language)
    {
        var username = fields.Email("username", "INVALID_USERNAME_FORMAT").ToLowerInvariant();
        if (EmailAddress.IsValid(username) && UsernameRules.Violation(username, _options.AllowedDomains) is { } violation)
            fields.Refuse("username", violation);
        var email = fields.Email("email", "INVALID_EMAIL_FORMAT").ToLowerInvariant();
        var authkey = fields.Text("authkey", max: 128, min: 128);
        var publicKey = fields.Hex("public_key", max: 64, min: 64);
        if (!CanBeSealedTo(publicKey))
            fields.Refuse("public_key", "NO_VALID_HEX");
        var privateKey = fields.Text("private_key", max: 160, min: 160);
        var privateKeyNonce = fields.Text("private_key_nonce", max: 64);
        var secretKey = fields.Text("secret_key", max: 160, min: 160);
        var secretKeyNonce = fields.Text("secret_key_nonce", max: 64);
        var sauce = fields.Text("user_sauce", max: 64);
        if (fields.OptionalText("hashing_algorithm") is not (null or HashingParametersField.Algorithm))
            fields.Refuse("hashing_algorithm", "INVALID_HASHING_ALGORITHM");
        var parameters = HashingParametersField.Parse(fields.OptionalObject("hashing_parameters"));
        var now = parts.Clock.Now();

        return new StoredUser(
            Guid.NewGuid(), now, now, username, email, emails.Of(email),
            new StoredCredentials(
                authkey, privateKey, privateKeyNonce, secretKey, secretKeyNonce, HashingParametersField.Algorithm,
                parameters is null ? "" : HashingParametersField.Store(parameters)),
            publicKey, sauce, language, IsEmailActive: !_options.SendsEmail, IsActive: true, RequirePasswordChange: false);
    }

    private async Task<Answer> CreateAsync(StoredUser user, string email)
    {
        try
        {
            if (!await users.CreateAsync(user, onlyAsFirst: _options.Registration == Registration.First))
                return Closed;
        }
        catch (UniqueViolationException)
        {
            return Taken;
        }

        if (_options.SendsEmail && !await SendCodeAsync(user.Id, email))
        {
            await users.DeleteAsync(user.Id);
            return Refusal.Object("REGISTRATION_EMAIL_DELIVERY_FAILED");
        }

        Log.Registered(_logger, user.Id);
        return Answer.Created(new SuccessResponse { Success = "REGISTRATION_SUCCESSFUL" }, PsonoJsonContext.Wire.SuccessResponse);
    }

    private async Task<bool> SendCodeAsync(Guid userId, string email)
    {
        try
        {
            await _mailer.SendAsync(email, "Confirm your e-mail address", $"""
                Somebody, probably you, has registered this address at {_options.WebClientUrl}

                Open this link to confirm it:
                {_options.WebClientUrl}/activate.html#!/activation-code/{_codes.For(email)}

                If it was not you, ignore this mail.
                """);
            return true;
        }
        catch (Exception e) when (e is SmtpException or FormatException)
        {
            Log.MailFailed(_logger, userId, (e as SmtpException)?.StatusCode.ToString() ?? "the address is malformed");
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

    /// <summary>A login seals something to this key; a point of low order would make every login fail.</summary>
    private static bool CanBeSealedTo(string hex)
    {
        try
        {
            using var probe = SecretKey.Generate();
            return PublicKey.TryFromHex(hex, out var key) && Box.Seal(probe, key!, "").Text.Length > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "User {UserId} registered")]
        public static partial void Registered(ILogger logger, Guid userId);

        // Without the exception: its text names the address.
        [LoggerMessage(2, LogLevel.Error, "The activation mail of user {UserId} could not be sent: {Reason}")]
        public static partial void MailFailed(ILogger logger, Guid userId, string reason);
    }
}
