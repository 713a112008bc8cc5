using System.CommandLine;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Users;

namespace Psono.Server.Operations.Users;

/// <summary>
/// Makes an account with a password that somebody else knows: the one who types the command. An invitation is better, and this is for
/// accounts of machines and of tests.
/// </summary>
internal sealed class UserCreateCommand : ServerCommand
{
    private readonly Argument<string> _username = NamedAccount.Argument();
    private readonly Option<string?> _email = new("--email")
    {
        Description = "e-mail address; default: the user name",
        HelpName = "address",
    };
    private readonly Option<bool> _admin = new("--admin") { Description = "make it an administrator" };
    private readonly Option<bool> _password = new("--password-stdin")
    {
        Description = "read the password from stdin; default: a random one, printed once",
    };
    private readonly Option<bool> _change = new("--require-password-change") { Description = "ask for a new password at the first login" };

    public UserCreateCommand()
        : base("create", "create an account with a password; an invitation keeps the password to its owner")
    {
        Add(_username);
        Add(_email);
        Add(_admin);
        Add(_password);
        Add(_change);
        AddJson();
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psono-server user create deploy@example.com",
        "psono-server user create deploy@example.com --password-stdin <password.txt",
    ];

    public override bool ReadsLine(ParseResult given) => given.GetValue(_password);

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var username = AccountAddress.Of("<username>", given.GetValue(_username)!);
        var email = given.GetValue(_email) is { } other ? AccountAddress.Of("--email", other) : username;
        var password = line ?? AccountMaker.NewPassword();
        var user = (await AccountMaker.MakeAsync(
            username, email, password, parts.State, authkey => Task.FromResult(parts.Hasher.Hash(authkey)), parts.Clock.Now())) with
        {
            RequirePasswordChange = given.GetValue(_change),
        };
        try
        {
            await new UserStore(parts.Database).CreateAsync(user, given.GetValue(_admin));
        }
        catch (UniqueViolationException)
        {
            throw AccountAddress.Taken(username, email);
        }

        var made = new NewAccount(user.Id, username, email, line is null ? password : null);
        return One(given, made, OperatorJson.Printed.NewAccount, made.Password is { } shown
            ? $"Created {username}\nPassword: {shown}\n"
            : $"Created {username}\n");
    }
}
