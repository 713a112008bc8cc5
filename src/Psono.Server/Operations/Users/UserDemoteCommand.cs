using System.CommandLine;
using Psono.Server.Hosting;

namespace Psono.Server.Operations.Users;

internal sealed class UserDemoteCommand : ServerCommand
{
    private readonly Argument<string> _username = NamedAccount.Argument();

    public UserDemoteCommand()
        : base("demote", "make an administrator an ordinary user") => Add(_username);

    public override IReadOnlyList<string> Examples => ["psono-server user demote bob@example.com"];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var directory = NamedAccount.Directory(parts);
        var user = await NamedAccount.FindAsync(parts, given.GetValue(_username)!);
        await directory.SetAdministratorAsync(user.Id, isAdministrator: false);
        var left = await directory.HasAdministratorAsync() ? "" : ". No administrator is left: psono-server user promote makes one";
        return new OperatorAnswer(Note: $"{user.Username} is not an administrator any more{left}");
    }
}
