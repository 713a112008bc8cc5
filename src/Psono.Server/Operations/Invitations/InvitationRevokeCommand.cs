using System.CommandLine;
using Psono.Server.Hosting;
using Psono.Server.Invitations;
using Psono.Shared;

namespace Psono.Server.Operations.Invitations;

internal sealed class InvitationRevokeCommand : ServerCommand
{
    private readonly Argument<string> _username = NamedAccount.Argument();

    public InvitationRevokeCommand()
        : base("revoke", "revoke an invitation: its link stops working") => Add(_username);

    public override IReadOnlyList<string> Examples => ["psono-server invitation revoke bob@example.com"];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var username = given.GetValue(_username)!.Trim().ToLowerInvariant();
        return await new InvitationStore(parts.Database, parts.Clock).RevokeAsync(username)
            ? new OperatorAnswer(Note: $"Revoked the invitation of {username}")
            : throw new OperatorException(
                $"there is no invitation for '{Printable.Short(username)}': psono-server invitation list shows all");
    }
}
