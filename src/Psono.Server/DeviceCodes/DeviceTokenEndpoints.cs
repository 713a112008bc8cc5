using Psono.Protocol;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;
using Psono.Server.Sessions;
using Psono.Server.Users;

namespace Psono.Server.DeviceCodes;

/// <summary>A device asks whether it is approved, and gets its session once (part 1, section 15.3).</summary>
internal sealed class DeviceTokenEndpoints(
    DeviceCodeStore codes, UserStore users, DeviceSession session, DatabaseCipher cipher, LoginNotice notice, ServerOptions options, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder open) =>
        open.MapPost($"/device-code/{DeviceCodeEndpoints.Id}/token/", Poll).WithMetadata(new RateLimited(RateScope.DeviceCodeToken));

    /// <summary>The fields are not used, but read: an anonymous body is bounded like any other.</summary>
    private async Task<Answer> Poll(Guid id, HttpContext context, RequestFields fields)
    {
        _ = fields;
        if (await codes.FindAsync(id) is not { } code)
            return DeviceCodeRefusals.NotFound;
        if (code.ValidTill < clock.GetUtcNow())
        {
            await codes.DeleteAsync(id);
            return DeviceCodeRefusals.Expired;
        }

        if (code.UserId is not { } userId)
            return DeviceCodeRefusals.NotClaimed;

        var (token, response) = session.Make(code, userId);
        if (!await codes.UseAsync(id, token, endOthers: !options.AllowMultipleSessions))
            return DeviceCodeRefusals.NotFound;

        if (await users.FindAsync(userId) is { } user)
            notice.SendLater(context, user, cipher.Open(user.Email) ?? "");
        return Answer.Ok(response, PsonoJsonContext.Wire.DeviceCodeTokenResponse);
    }
}
