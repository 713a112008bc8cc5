using Psono.Server.Hosting;

namespace Psono.Server.Users;

/// <summary>Which passwords an account may not have again, where the server is set up so.</summary>
internal sealed class OldPasswords(ServerParts parts, UserStore users)
{
    private readonly int _last = parts.Options.DisableLastPasswords;

    public async Task<bool> ContainsAsync(HttpContext context, StoredUser user, string authkey)
    {
        if (_last == 0)
            return false;

        var used = await users.OldAuthkeysAsync(user.Id, _last - 1);
        foreach (var stored in used.Prepend(user.Credentials.Authkey))
        {
            if (await parts.HashQueue.VerifyAsync(context, authkey, stored))
                return true;
        }

        return false;
    }
}
