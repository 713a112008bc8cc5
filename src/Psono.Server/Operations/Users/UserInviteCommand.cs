using System.CommandLine;
using Psono.Server.Hosting;
using Psono.Server.Invitations;

namespace Psono.Server.Operations.Users;

internal sealed class UserInviteCommand : ServerCommand
{
    private readonly Argument<string> _username = NamedAccount.Argument();
    private readonly Option<string?> _email = new("--email")
    {
        Description = "e-mail address; default: the user name",
        HelpName = "address",
    };
    private readonly Option<string?> _expires = new("--expires")
    {
        Description = "how long the link is valid, such as 12h or 30d; default: 7d",
        HelpName = "time",
    };
    private readonly Option<bool> _mail = new("--mail") { Description = "send the link by e-mail" };
    private readonly Option<string?> _language = MailLanguage.Option();
    private readonly Option<bool> _admin = new("--admin") { Description = "make the account an administrator" };

    public UserInviteCommand()
        : base("invite", "print a link with which one person can register, also where registration is closed")
    {
        Add(_username);
        Add(_email);
        Add(_mail);
        Add(_language);
        Add(_expires);
        Add(_admin);
        AddJson();
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psono-server user invite bob@example.com",
        "psono-server user invite bob@example.com --mail --expires 2d",
        "psono-server user invite bob@example.com --mail --language fr",
    ];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var username = AccountAddress.Of("<username>", given.GetValue(_username)!);
        var email = given.GetValue(_email) is { } other ? AccountAddress.Of("--email", other) : username;
        var validity = given.GetValue(_expires) is { } time ? Validity.Of("--expires", time) : Inviter.DefaultValidity;
        var terms = new InvitationTerms(
            username, email, validity, given.GetValue(_admin), InvitedBy: null, MailLanguage.Of(given.GetValue(_language)));
        var result = await new Inviter(parts).InviteAsync(terms, byMail: given.GetValue(_mail));
        if (result.Problem is { } problem)
            throw new OperatorException(problem switch
            {
                InvitationProblem.Exists => AccountAddress.Taken(username, email).Message,
                InvitationProblem.NoMailServer => "--mail needs a mail server: --email-host",
                _ => $"nobody was invited: {MailLanguage.Of(result.MailProblem!)}",
            });

        var made = new NewInvitation(result.Id, username, result.ValidTill, result.Link, given.GetValue(_mail));
        var sent = made.WasMailed ? $"Sent to {email}. " : "";
        return One(
            given, made, OperatorJson.Printed.NewInvitation,
            $"{made.Link}\n") with { Note = $"{sent}{username} can register with this link until {ShownTime.Of(made.ValidTill)}" };
    }
}
