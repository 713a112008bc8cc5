using System.CommandLine;
using Psono.Server.Hosting;

namespace Psono.Server.Operations.Users;

internal sealed class UserVerifyEmailCommand : ServerCommand
{
    private readonly Argument<string> _username = NamedAccount.Argument();

    public UserVerifyEmailCommand()
        : base("verify-email", "mark the e-mail address of an account as verified, if its mail got lost") => Add(_username);

    public override IReadOnlyList<string> Examples => ["psono-server user verify-email bob@example.com"];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var user = await NamedAccount.FindAsync(parts, given.GetValue(_username)!);
        await NamedAccount.Directory(parts).ConfirmEmailAsync(user.Id);
        return new OperatorAnswer(Note: $"The e-mail address of {user.Username} is verified");
    }
}
