using System.Net.Mail;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Mail;
using Psono.Server.Users;

namespace Psono.Server.Invitations;

/// <summary>Who is invited, and by whom.</summary>
internal sealed record InvitationTerms(string Username, string Email, TimeSpan Validity, bool IsAdministrator, Guid? InvitedBy);

/// <summary>The link, or why there is none.</summary>
internal sealed record InvitationResult(
    InvitationProblem? Problem, Guid Id = default, DateTimeOffset ValidTill = default, string Link = "");

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
internal sealed class Inviter(ServerParts parts)
{
    public static readonly TimeSpan DefaultValidity = TimeSpan.FromDays(7);

    private readonly InvitationStore _store = new(parts.Database, parts.Clock);
    private readonly UserStore _users = new(parts.Database);

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
        if (byMail && !await SendAsync(terms, link, invitation.ValidTill))
            return new InvitationResult(InvitationProblem.NotSent);
        await _store.CreateAsync(invitation);
        return new InvitationResult(null, invitation.Id, invitation.ValidTill, link);
    }

    private async Task<bool> SendAsync(InvitationTerms terms, string link, DateTimeOffset validTill)
    {
        try
        {
            await new Mailer(parts.Options).SendAsync(terms.Email, "Your invitation", $"""
                You are invited to keep your secrets at {parts.Options.WebClientUrl}

                Open this link to create your account {terms.Username}:
                {link}

                The link works once, until {validTill.WithOffset()}.
                """);
            return true;
        }
        catch (Exception e) when (e is SmtpException or FormatException)
        {
            return false;
        }
    }
}
