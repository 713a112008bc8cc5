using System.CommandLine;
using Psono.Server.Hosting;

namespace Psono.Server.Operations.Users;

internal sealed class UserPromoteCommand : ServerCommand
{
    private readonly Argument<string> _username = NamedAccount.Argument();

    public UserPromoteCommand()
        : base("promote", "make an account an administrator: it can manage accounts, and reads nothing of theirs") => Add(_username);

    public override IReadOnlyList<string> Examples => ["psono-server user promote bob@example.com"];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var user = await NamedAccount.FindAsync(parts, given.GetValue(_username)!);
        await NamedAccount.Directory(parts).SetAdministratorAsync(user.Id, isAdministrator: true);
        return new OperatorAnswer(Note: $"{user.Username} is an administrator");
    }
}
