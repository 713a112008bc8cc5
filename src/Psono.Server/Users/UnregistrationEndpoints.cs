using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.Mail;
using Psono.Server.Mail.Letters;
using Psono.Server.RateLimiting;

namespace Psono.Server.Users;

/// <summary>
/// The end of an account whose owner lost the password, by a link in a mail. Whether there is such an account shows neither in the answer
/// nor in the time it takes: the mail is sent later. Protocol part 1, sections 12.2 and 12.3.
/// </summary>
internal sealed partial class UnregistrationEndpoints(ServerParts parts, UserStore users, EmailHash emails)
{
    private static readonly Answer Disabled = Refusal.Object("UNREGISTRATION_HAS_BEEN_DISABLED");

    private static readonly Answer Incorrect = Refusal.Object("UNREGISTRATION_CODE_INCORRECT");

    private static readonly Answer Sent = new(StatusCodes.Status201Created, "{}"u8.ToArray());

    private readonly OwnerMail _mail = new(parts);
    private readonly ActivationCodes _codes = new(
        parts.State.Keys.ActivationSecret + "unregister", TimeSpan.FromSeconds(parts.Options.ActivationLinkSeconds), parts.Clock);
    private readonly ILogger<UnregistrationEndpoints> _logger = parts.Log<UnregistrationEndpoints>();

    public void Map(IEndpointRouteBuilder open)
    {
        open.MapPost("/authentication/unregister/", AskAsync).WithMetadata(new RateLimited(RateScope.Registration));
        open.MapPut("/authentication/unregister/", ConfirmAsync);
    }

    private async Task<Answer> AskAsync(RequestFields fields)
    {
        if (!parts.Options.SendsEmail)
            return Disabled;
        var username = Name(fields, "username", "INVALID_USERNAME_FORMAT");
        var email = Name(fields, "email", "INVALID_EMAIL_FORMAT");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (username.Length == 0 && email.Length == 0)
            return Refusal.Object("EITHER_USERNAME_OR_EMAIL_NEED_TO_BE_DEFINED");
        if (username.Length > 0 && email.Length > 0)
            return Refusal.Object("EITHER_USERNAME_OR_EMAIL_NEED_TO_BE_DEFINED_NOT_BOTH");

        var user = username.Length > 0
            ? await users.FindByUsernameAsync(username)
            : await users.FindByEmailAsync(emails.Of(email));
        // Nobody can fill somebody else's mailbox, and nobody is told that it is full: an account that does not exist is counted as well.
        var mayBeSent = await parts.Limits.TakeAsync(
            RateScope.UnregistrationMail, user?.Id.ToString("N") ?? username + email) == TimeSpan.Zero;
        if (mayBeSent && user is { IsActive: true })
            Send(user);
        return Sent;
    }

    private static string Name(RequestFields fields, string field, string error)
    {
        var text = fields.OptionalText(field, max: 254, blank: true, nullable: true)?.ToLowerInvariant() ?? "";
        if (text.Length > 0 && !EmailAddress.IsValid(text))
            fields.Refuse(field, error);
        return text;
    }

    private void Send(StoredUser user)
    {
        if (parts.Cipher.Open(user.Email) is not { } email)
            return;
        var link = $"{parts.Options.WebClientUrl}/delete-user-confirm.html#!/unregistration-code/{_codes.For(email)}";
        _mail.Post(user, new DeletionLetter(user.Username, link, parts.Options.WebClientUrl));
    }

    private async Task<Answer> ConfirmAsync(RequestFields fields)
    {
        var code = fields.Text("unregister_code");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (_codes.Open(code) is not var (email, issued) || await users.FindByEmailAsync(emails.Of(email)) is not { IsActive: true } user)
            return Incorrect;
        // One that was asked for an account before this one, to which the address belonged.
        if (user.CreateDate >= issued.AddSeconds(1))
            return Incorrect;

        await users.DeleteAsync(user.Id);
        Log.Deleted(_logger, user.Id);
        return Answer.Nothing;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "User {UserId} deleted the account with a link in a mail")]
        public static partial void Deleted(ILogger logger, Guid userId);
    }
}
