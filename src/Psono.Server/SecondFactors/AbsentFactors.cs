using Psono.Server.Errors;
using Psono.Server.Http;

namespace Psono.Server.SecondFactors;

/// <summary>
/// Methods of outside services that this server does not have: no account has one, and none can be made. Protocol part 1, sections 7.2,
/// 14.3 and 14.5.
/// </summary>
internal static class AbsentFactors
{
    public static void Map(IEndpointRouteBuilder managing, IEndpointRouteBuilder verifying)
    {
        Map(managing, "/user/duo/", "duos", "SERVER_NOT_SUPPORT_DUO");
        Map(managing, "/user/ivalt/", "ivalt", "SERVER_NOT_SUPPORT_IVALT");
        verifying.MapPost("/authentication/duo-verify/", (RequestDelegate)Refusal.Object("NO_DUO_FOUND").ExecuteAsync);
        verifying.MapPost("/authentication/ivalt-verify/", (RequestDelegate)Refusal.Object("NO_IVALT_2FA_FOUND").ExecuteAsync);
    }

    private static void Map(IEndpointRouteBuilder managing, string path, string list, string code)
    {
        managing.MapGet(path, (RequestDelegate)Answer.Members(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray(list);
            json.WriteEndArray();
        }).ExecuteAsync);
        managing.MapPut(path, (RequestDelegate)Refusal.Object(code).ExecuteAsync);
        managing.MapPost(path, (RequestDelegate)Refusal.NoPermissionOrNotExist.ExecuteAsync);
        managing.MapDelete(path, (RequestDelegate)Refusal.NoPermissionOrNotExist.ExecuteAsync);
    }
}
