using System.CommandLine;
using Psono.Server.Hosting;
using Psono.Server.Sessions;
using Psono.Shared;

namespace Psono.Server.Operations.Sessions;

internal sealed class SessionListCommand : ServerCommand
{
    private readonly Option<string?> _user = new("--user") { Description = "only those of this account", HelpName = "username" };

    public SessionListCommand()
        : base("list", "list sessions: who is logged in, where, since when")
    {
        Add(_user);
        AddJson();
    }

    public override IReadOnlyList<string> Examples => ["psono-server session list", "psono-server session list --user bob@example.com"];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var user = given.GetValue(_user) is { } name ? await NamedAccount.FindAsync(parts, name) : null;
        var sessions = await new SessionDirectory(parts.Database, parts.Clock).ListAsync(user?.Id);
        return List(
            given, sessions, OperatorJson.Printed.IReadOnlyListSessionOverview,
            ["ID", "USER NAME", "LAST USE", "ADDRESS", "SINCE", "UNTIL", "DEVICE"],
            session =>
            [
                session.Id.ToString(), Printable.Of(session.Username), ShownTime.Of(session.LastUse), session.LastAddress ?? "",
                ShownTime.Of(session.CreateDate), ShownTime.Of(session.ValidTill),
                session.Active ? Printable.Of(session.Device) : $"{Printable.Of(session.Device)} (login not complete)",
            ]);
    }
}
