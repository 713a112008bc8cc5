using System.CommandLine;
using Psono.Protocol.Encodings;
using Psono.Server.Hosting;
using Psono.Server.Sessions;

namespace Psono.Server.Operations.Sessions;

internal sealed class SessionEndCommand : ServerCommand
{
    private readonly Argument<string?> _id = new("id")
    {
        Description = "id of a session, see psono-server session list",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _user = new("--user") { Description = "all sessions of this account", HelpName = "username" };
    private readonly Option<bool> _all = new("--all") { Description = "all sessions of all accounts" };

    public SessionEndCommand()
        : base("end", "end sessions at once; whoever had them has to log in again")
    {
        Add(_id);
        Add(_user);
        Add(_all);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psono-server session end 0b9f6d52-5e2c-4d5c-9a51-3f1c0a7be2d4",
        "psono-server session end --user bob@example.com",
    ];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var sessions = new SessionDirectory(parts.Database, parts.Clock);
        var ended = (given.GetValue(_id), given.GetValue(_user), given.GetValue(_all)) switch
        {
            ({ } id, null, false) => await EndAsync(sessions, id),
            (null, { } name, false) => await sessions.EndOfUserAsync((await NamedAccount.FindAsync(parts, name)).Id),
            (null, null, true) => await sessions.EndAllAsync(),
            _ => throw new OperatorException("session end needs one of <id>, --user and --all"),
        };
        return new OperatorAnswer(Note: ended == 1 ? "Ended 1 session" : $"Ended {ended} sessions");
    }

    private static async Task<int> EndAsync(SessionDirectory sessions, string id) =>
        Uuid.TryParse(id, out var parsed) && await sessions.EndAsync(parsed)
            ? 1
            : throw new OperatorException("there is no session with that id: psono-server session list shows all");
}
