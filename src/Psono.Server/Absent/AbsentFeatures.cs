using Psono.Server.Errors;

namespace Psono.Server.Absent;

/// <summary>
/// Ways in that clients offer whatever the server announces. They are refused as a server refuses that has them switched off, or nothing to
/// show, because clients cannot say anything sensible about a 404.
/// </summary>
internal static class AbsentFeatures
{
    private static readonly (string Path, string Code)[] Refusals =
    [
        ("/link-share-access/", "NO_PERMISSION_OR_NOT_EXIST"),
    ];

    public static void Map(IEndpointRouteBuilder open)
    {
        foreach (var (path, code) in Refusals)
            open.MapPost(path, (RequestDelegate)Refusal.Object(code).ExecuteAsync);
    }
}
