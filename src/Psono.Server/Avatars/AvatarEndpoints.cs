using System.Globalization;
using Microsoft.Net.Http.Headers;
using Psono.Protocol;
using Psono.Protocol.Avatars;
using Psono.Server.Authentication;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;

namespace Psono.Server.Avatars;

/// <summary>The picture of an account, which everybody may see who knows its ids. Protocol part 1, section 13.4.</summary>
internal sealed class AvatarEndpoints(ServerParts parts)
{
    public const int MaxKilobytes = 100;

    private const int MaxBytes = MaxKilobytes * 1024;

    /// <summary>In base64, sealed, in hex, and with room to say that it is too large.</summary>
    private static readonly BodyLimit Limit = new(MaxBytes * 4);

    private static readonly Answer NoImage = Refusal.Object("DATA_NO_IMAGE");

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly AvatarStore _avatars = new(parts.Database);

    public void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder authenticated)
    {
        authenticated.MapGet("/avatar/", ListAsync);
        authenticated.MapPost("/avatar/", CreateAsync).WithMetadata(Limit);
        authenticated.MapDelete("/avatar/", DeleteAsync);
        open.MapGet("/avatar-image/{userId}/{avatarId}/", ShowAsync).WithMetadata(new AnyAccept());
    }

    private async Task<Answer> ListAsync(Session session)
    {
        var id = await _avatars.FindIdAsync(session.UserId);
        var response = new AvatarsResponse { Avatars = id is { } found ? [new AvatarEntry { Id = found }] : [] };
        return Answer.Ok(response, PsonoJsonContext.Wire.AvatarsResponse);
    }

    private async Task<Answer> CreateAsync(Session session, RequestFields fields)
    {
        var text = fields.Text("data_base64");
        if (fields.Refusal is { } refusal)
            return refusal;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
            return Refusal.Object("INVALID_BASE64");
        if (length > MaxBytes)
            return Refusal.Object("SIZE_EXCEEDED");
        if (Picture.Read(bytes.AsSpan(0, length)) is not { } picture)
            return NoImage;

        var id = Guid.NewGuid();
        return await _avatars.ReplaceAsync(session, id, picture)
            ? Answer.Created(new AvatarEntry { Id = id }, PsonoJsonContext.Wire.AvatarEntry)
            : Refusal.NoPermissionOrNotExist;
    }

    private async Task<Answer> DeleteAsync(Session session, RequestFields fields)
    {
        var id = fields.Uuid("avatar_id");
        if (fields.Refusal is { } refusal)
            return refusal;
        return await _avatars.DeleteAsync(session.UserId, id) ? Answer.Nothing : Refusal.NoPermissionOrNotExist;
    }

    private async Task<Answer> ShowAsync(string userId, string avatarId, HttpContext context)
    {
        if (PathId.Parse(userId) is not { } user || PathId.Parse(avatarId) is not { } id
            || await _avatars.FindAsync(user, id) is not { } picture)
            return Refusal.NoPermissionOrNotExist;

        var headers = context.Response.Headers;
        headers.CacheControl = $"max-age={(int)Lifetime.TotalSeconds}, public";
        // What a browser keeps from a page's <img> names no origin, and is nothing to a script that asks for the picture from elsewhere.
        if (context.Request.Headers.Origin.Count == 0)
            headers.Vary = HeaderNames.Origin;
        headers.Expires = (parts.Clock.GetUtcNow() + Lifetime).ToString("r", CultureInfo.InvariantCulture);
        // A picture, should a browser open it by itself.
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return new Answer(StatusCodes.Status200OK, picture.Data, picture.ContentType);
    }
}
