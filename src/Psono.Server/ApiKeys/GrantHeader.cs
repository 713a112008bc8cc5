using Psono.Server.Errors;

namespace Psono.Server.ApiKeys;

/// <summary>
/// <c>Psono-Net-Grant: API key id/secret id</c>: our clients say before a large value what also stands in it. Protocol part 5, section 9.
/// </summary>
internal sealed class GrantHeader(ApiKeyAccessStore access)
{
    private const string Name = "Psono-Net-Grant";

    /// <summary>Whether the sender is one who may write; false if there is no header.</summary>
    /// <exception cref="RefusedException">He may not.</exception>
    public async ValueTask<bool> CheckAsync(HttpContext context)
    {
        var ids = context.Request.Headers[Name].ToString().Split('/');
        if (ids.Length != 2 || !Guid.TryParse(ids[0], out var keyId) || !Guid.TryParse(ids[1], out var secretId))
            return false;
        return await access.FindToWriteAsync(keyId, secretId) is { OwnerMay: true }
            ? true
            : throw new RefusedException(Refusal.NoPermissionOrNotExist);
    }
}
