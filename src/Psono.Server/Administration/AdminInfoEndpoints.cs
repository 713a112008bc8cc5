using System.Globalization;
using Psono.Protocol.Administration;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Info;
using Psono.Server.Sessions;
using Psono.Server.Users;

namespace Psono.Server.Administration;

/// <summary>How many accounts and sessions there are. Protocol part 4, section 1.3.</summary>
internal sealed class AdminInfoEndpoints(ServerParts parts)
{
    private const int Days = 17;
    private const int Newest = 10;

    private readonly UserDirectory _users = new(parts.Database, parts.Cipher, parts.Clock);
    private readonly SessionDirectory _sessions = new(parts.Database, parts.Clock);
    private readonly RegistrationState _registration = new(parts.Options, new UserStore(parts.Database));

    public void Map(IEndpointRouteBuilder admin) => admin.MapGet("/info/", ReadAsync);

    private async Task<Answer> ReadAsync()
    {
        var info = SignedInfo.Make(parts.Options, parts.State.Keys, await _registration.ReadAsync());
        var users = (await _users.ListAsync()).OrderBy(user => user.CreateDate).ToList();
        var sessions = (await _sessions.ListAsync(userId: null)).Where(session => session.Active).ToList();
        var response = new AdminInfoResponse
        {
            Info = info.Info,
            Signature = info.Signature,
            VerifyKey = info.VerifyKey,
            UserCountActive = users.Count(user => user.IsActive),
            UserCountTotal = users.Count,
            TokenCountTotal = sessions.Count,
            TokenCountDevice = sessions.Select(session => session.Fingerprint).Distinct().Count(),
            TokenCountUser = sessions.Select(session => session.Username).Distinct().Count(),
            RegistrationsOverMonth = [.. ByMonth(users)],
            RegistrationsOverDay = [.. ByDay(users, parts.Clock.Now())],
            Registrations = [.. users.AsEnumerable().Reverse().Take(Newest).Select(user => new AdminRegistration
            {
                Date = user.CreateDate.WithZ(), Username = user.Username, Active = user.IsActive,
            })],
        };
        return Answer.Ok(response, AdminJsonContext.Wire.AdminInfoResponse);
    }

    private static IEnumerable<AdminRegistrationsOfMonth> ByMonth(List<UserOverview> users)
    {
        var total = 0;
        foreach (var month in users.GroupBy(user => user.CreateDate.UtcDateTime.ToString("MMM yy", CultureInfo.InvariantCulture)))
        {
            total += month.Count();
            yield return new AdminRegistrationsOfMonth { CountNew = month.Count(), CountTotal = total, Month = month.Key };
        }
    }

    private static IEnumerable<AdminRegistrationsOfDay> ByDay(List<UserOverview> users, DateTimeOffset now)
    {
        for (var ago = Days - 1; ago >= 0; ago--)
        {
            var day = now.UtcDateTime.Date.AddDays(-ago);
            yield return new AdminRegistrationsOfDay
            {
                Date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                CountNew = users.Count(user => user.CreateDate.UtcDateTime.Date == day),
                CountTotal = users.Count(user => user.CreateDate.UtcDateTime.Date <= day),
                Weekday = day.ToString("ddd", CultureInfo.InvariantCulture),
            };
        }
    }
}
