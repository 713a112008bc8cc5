using System.CommandLine;
using Psono.Server.Hosting;
using Psono.Server.SecondFactors;

namespace Psono.Server.Operations.Users;

internal sealed class UserResetSecondFactorsCommand : ServerCommand
{
    private readonly Argument<string> _username = NamedAccount.Argument();

    public UserResetSecondFactorsCommand()
        : base("reset-2fa", "remove two-step login of an account, for somebody who lost their phone or key") => Add(_username);

    public override IReadOnlyList<string> Examples => ["psono-server user reset-2fa bob@example.com"];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var user = await NamedAccount.FindAsync(parts, given.GetValue(_username)!);
        var removed = await new SecondFactorStore(parts.Database).RemoveAllAsync(user.Id);
        if (removed > 0 && user.Factors != FactorKinds.None)
            await new FactorNotice(parts).ResetAsync(user.Id);
        return new OperatorAnswer(Note: user.Factors == FactorKinds.None
            ? $"{user.Username} has no two-step login"
            : $"Two-step login of {user.Username} is reset: the password is enough until they set it up again");
    }
}
