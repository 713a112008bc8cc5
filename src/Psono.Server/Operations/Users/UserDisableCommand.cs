using System.CommandLine;
using Psono.Server.Hosting;

namespace Psono.Server.Operations.Users;

internal sealed class UserDisableCommand : ServerCommand
{
    private readonly Argument<string> _username = NamedAccount.Argument();

    public UserDisableCommand()
        : base("disable", "disable an account: it cannot log in, its sessions end at once, its API keys do not work") => Add(_username);

    public override IReadOnlyList<string> Examples => ["psono-server user disable bob@example.com"];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var user = await NamedAccount.FindAsync(parts, given.GetValue(_username)!);
        await NamedAccount.Directory(parts).SetActiveAsync(user.Id, active: false);
        return new OperatorAnswer(Note: $"Disabled {user.Username}");
    }
}
