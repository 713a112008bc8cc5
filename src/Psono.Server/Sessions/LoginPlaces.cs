using System.Security.Cryptography;
using System.Text;
using Psono.Server.Data;

namespace Psono.Server.Sessions;

/// <summary>
/// From which addresses and devices an account logged in lately, as keyed hashes: what the database tells to nobody. A guesser elsewhere
/// cannot close the account to them.
/// </summary>
internal sealed class LoginPlaces(Database database, string secret)
{
    private const int MostOfAccount = 64;

    private const string Find = """
        select place from login_places where user_id = @user and place in (@address, @device) and last_login > @since
        """;

    private const string Note = """
        insert into login_places (user_id, place, last_login) values (@user, @place, @now)
        on conflict (user_id, place) do update set last_login = excluded.last_login
        """;

    private const string Forget = """
        delete from login_places where user_id = @user and (last_login <= @since or place not in
          (select place from login_places where user_id = @user order by last_login desc, place limit @most))
        """;

    private static readonly TimeSpan Lately = TimeSpan.FromDays(90);

    private readonly byte[] _key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "psono.net login places 1"u8);

    /// <summary>Which of the two is known; the same work for an account that does not exist.</summary>
    public async Task<(bool Device, bool Address)> FindAsync(Guid? userId, string address, string device, DateTimeOffset now)
    {
        var places = (Device: Device(device), Address: Address(address));
        var known = await database.ReadAsync(db => db.QueryAsync(
            Find,
            row => row.GetString(0),
            ("@user", userId ?? Guid.Empty),
            ("@address", places.Address),
            ("@device", places.Device),
            ("@since", now - Lately)));
        return (known.Contains(places.Device), known.Contains(places.Address));
    }

    /// <summary>As a part of the transaction that makes the session.</summary>
    public async Task NoteAsync(DbScope db, Guid userId, string address, string device, DateTimeOffset now)
    {
        await db.ExecuteAsync(Note, ("@user", userId), ("@place", Address(address)), ("@now", now));
        if (device.Length > 0)
            await db.ExecuteAsync(Note, ("@user", userId), ("@place", Device(device)), ("@now", now));
        await db.ExecuteAsync(Forget, ("@user", userId), ("@since", now - Lately), ("@most", MostOfAccount));
    }

    private string Address(string identity) => Hash("address " + identity);

    private string Device(string fingerprint) => Hash("device " + fingerprint);

    private string Hash(string place) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(place)));
}
