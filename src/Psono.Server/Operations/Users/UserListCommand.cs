using System.CommandLine;
using Psono.Server.Hosting;
using Psono.Server.SecondFactors;
using Psono.Server.Users;
using Psono.Shared;

namespace Psono.Server.Operations.Users;

internal sealed class UserListCommand : ServerCommand
{
    public UserListCommand()
        : base("list", "list all accounts") => AddJson();

    public override IReadOnlyList<string> Examples => ["psono-server user list", "psono-server user list --json"];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var users = await NamedAccount.Directory(parts).ListAsync();
        return List(
            given, users, OperatorJson.Printed.IReadOnlyListUserOverview,
            ["USER NAME", "ROLE", "STATE", "2FA", "LAST LOGIN", "SESSIONS", "CREATED"],
            user =>
            [
                Printable.Of(user.Username), user.IsAdministrator ? "administrator" : "user", State(user), Factors(user),
                ShownTime.Of(user.LastLogin), $"{user.Sessions}", ShownTime.Of(user.CreateDate),
            ]);
    }

    private static string Factors(UserOverview user) =>
        user.Factors == FactorKinds.None ? "none" : string.Join('+', FactorNames.Words(user.Factors));

    private static string State(UserOverview user) => user switch
    {
        { IsActive: false } => "disabled",
        { IsEmailActive: false } => "e-mail not verified",
        { RequirePasswordChange: true } => "has to change the password",
        _ => "active",
    };
}
