using Psono.Protocol;
using Psono.Protocol.Users;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;

namespace Psono.Server.Invitations;

/// <summary>Tells who has the code of an invitation for whom it is. Protocol part 5, section 19.</summary>
internal sealed class InvitationEndpoints(ServerParts parts)
{
    /// <summary>Wrong, used, taken back or too old: all the same.</summary>
    public static readonly Answer NotValid = Refusal.Custom("INVITATION_NOT_VALID");

    private readonly InvitationStore _invitations = new(parts.Database, parts.Clock);

    public void Map(IEndpointRouteBuilder open) => open.MapPost("/invitation/", ReadAsync);

    private async Task<Answer> ReadAsync(RequestFields fields)
    {
        var code = fields.Text("code", max: 128);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (await _invitations.FindAsync(code) is not { } invitation)
            return NotValid;

        var response = new InvitationResponse
        {
            Username = invitation.Username,
            Email = parts.Cipher.Open(invitation.Email) ?? "",
            ValidTill = invitation.ValidTill.WithOffset(),
        };
        return Answer.Ok(response, PsonoJsonContext.Wire.InvitationResponse);
    }
}
