using Psono.Protocol.Administration;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Sessions;

namespace Psono.Server.Administration;

/// <summary>Sessions of all accounts. Protocol part 4, section 1.2.</summary>
internal sealed class AdminSessionEndpoints(ServerParts parts)
{
    private static readonly Dictionary<string, Func<SessionOverview, IComparable?>> Members = new(StringComparer.Ordinal)
    {
        ["id"] = session => session.Id,
        ["create_date"] = session => session.CreateDate,
        ["username"] = session => session.Username,
        ["active"] = session => session.Active,
        ["valid_till"] = session => session.ValidTill,
        ["device_description"] = session => session.Device,
    };

    private readonly AdminLog _log = new(parts.Log<AdminLog>());
    private readonly SessionDirectory _sessions = new(parts.Database, parts.Clock);

    public void Map(IEndpointRouteBuilder admin)
    {
        admin.MapGet("/session/", ListAsync);
        admin.MapGet("/session/{anything}/", ListAsync);
        admin.MapDelete("/session/", EndAsync);
    }

    public static AdminSessionEntry Describe(SessionOverview session) => new()
    {
        Id = session.Id,
        CreateDate = session.CreateDate.WithZ(),
        Username = session.Username,
        Active = session.Active,
        ValidTill = session.ValidTill.WithZ(),
        DeviceDescription = session.Device,
        DeviceFingerprint = session.Fingerprint,
        PsonoNet = session.LastUse is { } time
            ? new Protocol.Sessions.SessionUse { LastUse = time.WithOffset(), LastAddress = session.LastAddress }
            : null,
    };

    private async Task<Answer> ListAsync(ListParameters parameters)
    {
        var search = parameters.Search;
        var found = (await _sessions.ListAsync(userId: null)).Where(session =>
            session.Username.Contains(search, StringComparison.OrdinalIgnoreCase)
            || session.Device.Contains(search, StringComparison.OrdinalIgnoreCase)).ToList();
        var (count, rows) = parameters.Apply(found, Members);
        return Answer.Ok(
            new AdminSessionsResponse { Count = count, Sessions = [.. rows.Select(Describe)] },
            AdminJsonContext.Wire.AdminSessionsResponse);
    }

    private async Task<Answer> EndAsync(Session session, RequestFields fields)
    {
        var id = fields.Uuid("session_id");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (!await _sessions.EndAsync(id))
            return Refusal.NoPermissionOrNotExist;
        _log.Did(session.UserId, "ended session", id);
        return Answer.Nothing;
    }
}
