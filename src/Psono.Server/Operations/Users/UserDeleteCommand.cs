using System.CommandLine;
using Psono.Server.Hosting;
using Psono.Server.Users;
using Psono.Shared;

namespace Psono.Server.Operations.Users;

internal sealed class UserDeleteCommand : ServerCommand
{
    private readonly Argument<string> _username = NamedAccount.Argument();
    private readonly Option<bool> _yes = new("--yes") { Description = "do not ask" };

    public UserDeleteCommand()
        : base("delete", "delete an account with its secrets, sessions and API keys, for good")
    {
        Add(_username);
        Add(_yes);
    }

    public override IReadOnlyList<string> Examples => ["psono-server user delete bob@example.com"];

    public override (string Question, string Expected)? Confirmation(ParseResult given) => given.GetValue(_yes)
        ? null
        : ($"This deletes {Printable.Short(given.GetValue(_username)!)} with all secrets that nobody else can access.",
            given.GetValue(_username)!);

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var user = await NamedAccount.FindAsync(parts, given.GetValue(_username)!);
        await new UserStore(parts.Database).DeleteAsync(user.Id);
        return new OperatorAnswer(Note: $"Deleted {user.Username}");
    }
}
