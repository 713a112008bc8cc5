using System.CommandLine;
using System.Net;
using Psono.Cli.Terminal;
using Psono.Client.Accounts;
using Psono.Client.Http;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

/// <summary>What register and login have in common.</summary>
internal static class AccountArguments
{
    public static Argument<string?> Username() => new("username")
    {
        Description = "user name; without '@', the server's host is appended",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static HttpTransport Connect(VaultContext vault, ParseResult parsed)
    {
        var server = vault.Server(parsed)
            ?? throw new PsonociException(
                "configuration", "no server URL", "psonoci --server-url https://example.com/server vault …, or PSONO_CI_SERVER_URL");
        return vault.Connect(parsed, server);
    }

    public static string Read(VaultContext vault, string? given, Uri server)
    {
        var name = given ?? (Prompt.IsPossible ? vault.Prompt.Ask("User name") : throw PsonociException.Usage("<username> is missing"));
        if (!name.Contains('@', StringComparison.Ordinal) && !VaultCredentials.HasDomain(server))
        {
            throw PsonociException.Usage(
                $"incomplete user name '{Printable.Short(name)}': this server's address has no domain to complete it with",
                $"use the full user name, such as {Printable.Short(name)}@example.com");
        }

        var complete = VaultCredentials.CompleteUsername(name, server);
        return complete.Split('@') is [{ Length: > 0 }, { Length: > 0 } domain] && !IPAddress.TryParse(domain, out _)
            ? complete
            : throw PsonociException.Usage("invalid user name", "use a name such as alice@example.com");
    }
}
