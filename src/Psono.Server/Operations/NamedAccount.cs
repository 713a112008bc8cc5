using System.CommandLine;
using Psono.Server.Hosting;
using Psono.Server.Users;
using Psono.Shared;

namespace Psono.Server.Operations;

/// <summary>Commands that are about one account, which they name.</summary>
internal static class NamedAccount
{
    public static Argument<string> Argument() => new("username") { Description = "user name, such as alice@example.com" };

    /// <exception cref="OperatorException">There is none.</exception>
    public static async Task<UserOverview> FindAsync(ServerParts parts, string username) =>
        await Directory(parts).FindAsync(username) ?? throw new OperatorException(
            $"there is no account '{Printable.Short(username)}': psono-server user list shows all");

    public static UserDirectory Directory(ServerParts parts) => new(parts.Database, parts.Cipher, parts.Clock);
}
