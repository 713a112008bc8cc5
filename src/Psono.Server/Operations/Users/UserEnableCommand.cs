using System.CommandLine;
using Psono.Server.Hosting;

namespace Psono.Server.Operations.Users;

internal sealed class UserEnableCommand : ServerCommand
{
    private readonly Argument<string> _username = NamedAccount.Argument();

    public UserEnableCommand()
        : base("enable", "enable an account that was disabled") => Add(_username);

    public override IReadOnlyList<string> Examples => ["psono-server user enable bob@example.com"];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var user = await NamedAccount.FindAsync(parts, given.GetValue(_username)!);
        await NamedAccount.Directory(parts).SetActiveAsync(user.Id, active: true);
        return new OperatorAnswer(Note: $"Enabled {user.Username}");
    }
}
