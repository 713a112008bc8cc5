using Psono.Protocol;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;
using Psono.Server.Sessions;
using Psono.Server.Users;

namespace Psono.Server.DeviceCodes;

/// <summary>A device asks whether it is approved, and gets its session once. Protocol part 1, section 15.3.</summary>
internal sealed class DeviceTokenEndpoints(ServerParts parts, DeviceCodeStore codes)
{
    private readonly UserStore _users = new(parts.Database);
    private readonly DeviceSession _newSession = new(parts.Cipher, parts.Options, parts.Clock);
    private readonly LoginNotice _notice = new(parts);

    public void Map(IEndpointRouteBuilder open) =>
        open.MapPost($"/device-code/{DeviceCodeEndpoints.Id}/token/", PollAsync).WithMetadata(new RateLimited(RateScope.DeviceCodeToken));

    /// <summary>The fields are not used, but read: an anonymous body is bounded like any other.</summary>
    private async Task<Answer> PollAsync(Guid id, HttpContext context, RequestFields fields)
    {
        _ = fields;
        if (await codes.FindAsync(id) is not { } code)
            return DeviceCodeRefusals.NotFound;
        if (code.ValidTill < parts.Clock.GetUtcNow())
        {
            await codes.DeleteAsync(id);
            return DeviceCodeRefusals.Expired;
        }

        if (code.UserId is not { } userId)
            return DeviceCodeRefusals.NotClaimed;

        var (token, response) = _newSession.Make(code, userId);
        if (!await codes.UseAsync(id, token, endOthers: !parts.Options.AllowMultipleSessions))
            return DeviceCodeRefusals.NotFound;

        if (await _users.FindAsync(userId) is { } user)
            _notice.Post(context, user);
        return Answer.Ok(response, PsonoJsonContext.Wire.DeviceCodeTokenResponse);
    }
}
