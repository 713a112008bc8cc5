using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Users;

namespace Psono.Server.Mail;

/// <summary>Mails to owners of accounts about something that happened: nobody waits for them, and none keeps it from happening.</summary>
internal sealed partial class OwnerMail(ServerParts parts)
{
    private readonly UserStore _users = new(parts.Database);
    private readonly ILogger<OwnerMail> _logger = parts.Log<OwnerMail>();

    public async Task PostAsync(Guid userId, Func<StoredUser, Letter> letter)
    {
        if (!parts.Options.SendsEmail)
            return;
        try
        {
            if (await _users.FindAsync(userId) is { } user)
                Post(user, letter(user));
        }
        catch (DatabaseAwayException)
        {
            Log.NotPosted(_logger, userId);
        }
    }

    public void Post(StoredUser user, Letter letter)
    {
        if (parts.Options.SendsEmail && parts.Cipher.Open(user.Email) is { } email)
            parts.Outbox.Post(user.Id, email, letter, ReaderOf(user, parts.Options));
    }

    public static MailReader ReaderOf(StoredUser user, ServerOptions options) =>
        new(Languages.OfMail(user.Language, options.DefaultLanguage), user.Zone);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A mail to user {UserId} is not sent: the database is away")]
        public static partial void NotPosted(ILogger logger, Guid userId);
    }
}
