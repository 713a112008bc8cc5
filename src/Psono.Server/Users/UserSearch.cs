using System.Data.Common;
using Psono.Protocol.Users;
using Psono.Server.Data;

namespace Psono.Server.Users;

/// <summary>Finds users by what another user knows of them.</summary>
internal sealed class UserSearch(Database database)
{
    private const string Select = """
        select id, username, public_key, exists (select 1 from second_factors f where f.user_id = users.id and f.active),
          exists (select 1 from recovery_codes r where r.user_id = users.id), (select a.id from avatars a where a.user_id = users.id)
        from users where
        """;

    private const string ById = $"{Select} id = @id";

    private const string ByUsername = $"{Select} username = @username";

    private const string ByPartOfUsername = $@"{Select} username like @pattern escape '\' order by username limit 100";

    private const string ByEmail = $"{Select} email_hash = @emailHash";

    /// <summary>Whoever matches any criterion that is given: by id, then by name, then by e-mail address, nobody twice.</summary>
    public Task<IReadOnlyList<SearchedUser>> FindAsync(Guid asking, Guid? id, string? username, string? emailHash, bool partial) =>
        database.ReadAsync<IReadOnlyList<SearchedUser>>(async db =>
        {
            SearchedUser Read(DbDataReader row) => Describe(row, asking);
            var found = new List<SearchedUser>();
            if (id is not null)
                found.AddRange(await db.QueryAsync(ById, Read, ("@id", id)));
            if (username is { Length: > 0 })
            {
                found.AddRange(partial
                    ? await db.QueryAsync(ByPartOfUsername, Read, ("@pattern", Pattern(username)))
                    : await db.QueryAsync(ByUsername, Read, ("@username", username)));
            }

            if (emailHash is not null)
                found.AddRange(await db.QueryAsync(ByEmail, Read, ("@emailHash", emailHash)));
            return [.. found.DistinctBy(user => user.Id)];
        });

    /// <summary>Users see more of themselves.</summary>
    private static SearchedUser Describe(DbDataReader row, Guid asking)
    {
        var id = row.GetGuid(0);
        return new SearchedUser
        {
            Id = id,
            Username = row.GetString(1),
            PublicKey = row.GetString(2),
            AvatarId = row.GetGuidOrNull(5),
            MultifactorAuthEnabled = id == asking ? row.GetBoolean(3) : null,
            RecoveryCodeEnabled = id == asking ? row.GetBoolean(4) : null,
        };
    }

    /// <summary>Contains the part before the first @.</summary>
    private static string Pattern(string username)
    {
        var part = username.Split('@')[0]
            .Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
        return $"%{part}%";
    }
}
