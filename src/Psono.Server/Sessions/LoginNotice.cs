using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Mail;
using Psono.Server.Mail.Letters;
using Psono.Server.Users;

namespace Psono.Server.Sessions;

/// <summary>Tells users by mail that a session of theirs has begun, so that they notice one that is not theirs.</summary>
internal sealed class LoginNotice(ServerParts parts)
{
    private readonly OwnerMail _mail = new(parts);

    /// <summary>Nobody waits for it, and a mail server that is down keeps nobody from logging in.</summary>
    public void Post(HttpContext context, StoredUser user)
    {
        if (!parts.Options.DisableEmailNewLogin)
            _mail.Post(user, new LoginLetter(
                user.Username, parts.Clock.Now(), parts.Addresses.Of(context), parts.Addresses.CountryOf(context),
                parts.Options.WebClientUrl));
    }
}
