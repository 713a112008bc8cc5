using System.CommandLine;
using Psono.Server.Hosting;
using Psono.Server.Invitations;
using Psono.Shared;

namespace Psono.Server.Operations.Invitations;

internal sealed class InvitationListCommand : ServerCommand
{
    public InvitationListCommand()
        : base("list", "list invitations that nobody used yet") => AddJson();

    public override IReadOnlyList<string> Examples => ["psono-server invitation list"];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var invitations = await new InvitationStore(parts.Database, parts.Clock).ListAsync(parts.Cipher);
        return List(
            given, invitations, OperatorJson.Printed.IReadOnlyListInvitationOverview,
            ["USER NAME", "ROLE", "INVITED BY", "CREATED", "UNTIL"],
            invitation =>
            [
                Printable.Of(invitation.Username), invitation.IsAdministrator ? "administrator" : "user",
                invitation.InvitedBy is { } by ? Printable.Of(by) : "psono-server", ShownTime.Of(invitation.CreateDate),
                ShownTime.Of(invitation.ValidTill),
            ]);
    }
}
