using System.Text;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Http.Marks;

namespace Psono.Server.Absent;

/// <summary>
/// Lists that clients ask for although the server has nothing of the kind yet. Nothing is announced in <c>/info/</c> that would fill them.
/// </summary>
internal static class EmptyLists
{
    private static readonly (string Path, string Member)[] Lists =
    [
        ("/share/", "shares"),
        ("/share/right/", "share_rights"),
        ("/group/", "groups"),
        ("/group/rights/", "group_rights"),
        ("/link-share/", "link_shares"),
        ("/shard/", "shards"),
        ("/file-repository/", "file_repositories"),
        ("/job/", "jobs"),
    ];

    public static void Map(IEndpointRouteBuilder authenticated)
    {
        foreach (var (path, member) in Lists)
        {
            var answer = new Answer(StatusCodes.Status200OK, Encoding.UTF8.GetBytes($$"""{"{{member}}":[]}"""));
            var endpoint = authenticated.MapGet(path, (RequestDelegate)answer.ExecuteAsync);
            if (path is "/share/" or "/share/right/")
                endpoint.WithMetadata(OpenToApiKeys.Unrestricted);
        }

        authenticated.MapGet("/share/rights/{id}/", (RequestDelegate)Refusal.NoPermissionOrNotExist.ExecuteAsync);
    }
}
