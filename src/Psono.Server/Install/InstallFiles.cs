using System.Net.Mime;
using Microsoft.Net.Http.Headers;
using Psono.Server.Configuration;
using Psono.Server.Http;

namespace Psono.Server.Install;

/// <summary>
/// Hands out the psonoci that was shipped with this server, under an address of its own and under that of the upstream download site.
/// </summary>
internal sealed class InstallFiles
{
    private const string Program = "/install/linux-x64/psonoci";
    private const string Upstream = "/psono/psono-ci/x86_64-linux/psonoci";
    private const string Hash = Program + ".sha256";

    private static readonly Answer Missing = new(
        StatusCodes.Status404NotFound,
        ("This server was installed without psonoci. "u8
            + "Ask its administrator to put it at install/linux-x64/psonoci beside psono-server.\n"u8).ToArray(),
        "text/plain; charset=utf-8");

    private readonly ProgramFile _program;

    public InstallFiles(ServerOptions options) => _program = new ProgramFile(Path.Combine(options.InstallRoot, "linux-x64", "psonoci"));

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var path = request.Path.Value;
        if (path is not (Program or Hash or Upstream) || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
        {
            await next(context);
            return;
        }

        if (await _program.OpenAsync(context.RequestAborted) is not var (content, sha256, written))
        {
            await Missing.ExecuteAsync(context);
            return;
        }

        await using (content)
        {
            // Kept only to be asked about again: an update of the server is an update of the program.
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.Vary = "origin";
            var answer = path == Hash
                ? (IResult)TypedResults.Text($"{sha256}  psonoci\n", MediaTypeNames.Text.Plain)
                : TypedResults.Stream(content, MediaTypeNames.Application.Octet, "psonoci", written,
                    new EntityTagHeaderValue($"\"{sha256}\""), enableRangeProcessing: true);
            await answer.ExecuteAsync(context);
        }
    }
}
