using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Mail;
using Psono.Server.Mail.Letters;
using Psono.Server.Users;

namespace Psono.Server.Invitations;

/// <summary>Who is invited, and by whom.</summary>
/// <param name="Username">The name that the account gets, in lower case.</param>
/// <param name="Email">The address, in lower case.</param>
/// <param name="Validity">How long it is valid.</param>
/// <param name="IsAdministrator">Whether the account becomes an administrator's.</param>
/// <param name="InvitedBy">Null: whoever runs the server.</param>
/// <param name="Language">Of the mail; null: the server's.</param>
internal sealed record InvitationTerms(
    string Username, string Email, TimeSpan Validity, bool IsAdministrator, Guid? InvitedBy, string? Language = null);

/// <summary>The link, or why there is none.</summary>
internal sealed record InvitationResult(
    InvitationProblem? Problem, Guid Id = default, DateTimeOffset ValidTill = default, string Link = "", MailException? MailProblem = null);

/// <summary>Why nobody was invited.</summary>
internal enum InvitationProblem
{
    /// <summary>There is an account with that name or address.</summary>
    Exists,

    /// <summary>No mail server is set up.</summary>
    NoMailServer,

    /// <summary>The mail server did not take it.</summary>
    NotSent,
}

/// <summary>Makes invitations, for commands and for administrators.</summary>
internal sealed partial class Inviter(ServerParts parts)
{
    public static readonly TimeSpan DefaultValidity = TimeSpan.FromDays(7);

    private readonly InvitationStore _store = new(parts.Database, parts.Clock);
    private readonly UserStore _users = new(parts.Database);
    private readonly ILogger<Inviter> _logger = parts.Log<Inviter>();

    public async Task<InvitationResult> InviteAsync(InvitationTerms terms, bool byMail)
    {
        if (byMail && !parts.Options.SendsEmail)
            return new InvitationResult(InvitationProblem.NoMailServer);
        if (await _users.FindByUsernameAsync(terms.Username) is not null
            || await _users.EmailExistsAsync(new EmailHash(parts.State.Keys.EmailSecret).Of(terms.Email)))
            return new InvitationResult(InvitationProblem.Exists);

        var code = InvitationCode.New();
        var now = parts.Clock.Now();
        var invitation = new StoredInvitation(
            Guid.NewGuid(), now, now + terms.Validity, terms.Username, parts.Cipher.Seal(terms.Email), InvitationCode.HashOf(code), byMail,
            terms.IsAdministrator, terms.InvitedBy);
        var link = InvitationCode.LinkOf(code, parts.Options.WebClientUrl);
        // Before it replaces an older one, which stays valid if the mail cannot be sent.
        if (byMail && await SendAsync(terms, link, invitation.ValidTill) is { } problem)
            return new InvitationResult(InvitationProblem.NotSent, MailProblem: problem);
        await _store.CreateAsync(invitation);
        return new InvitationResult(null, invitation.Id, invitation.ValidTill, link);
    }

    /// <summary>Null: it is sent.</summary>
    private async Task<MailException?> SendAsync(InvitationTerms terms, string link, DateTimeOffset validTill)
    {
        try
        {
            var letter = new InvitationLetter(terms.Username, link, validTill, parts.Options.WebClientUrl);
            await parts.Mailer.SendAsync(terms.Email, letter.For(new MailReader(terms.Language ?? parts.Options.DefaultLanguage)));
            return null;
        }
        catch (MailException e)
        {
            Log.MailFailed(_logger, e.Message);
            return e;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The mail of an invitation could not be sent: {Reason}")]
        public static partial void MailFailed(ILogger logger, string reason);
    }
}
