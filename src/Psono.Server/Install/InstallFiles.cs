using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using Psono.Server.Configuration;
using Psono.Server.Http;

namespace Psono.Server.Install;

/// <summary>
/// Hands out psonoci: the executables below the install root, under addresses of our own and under those of the upstream download site,
/// with their hashes; and the script that installs them.
/// </summary>
internal sealed class InstallFiles
{
    private const string Root = "/install/";
    private const string Upstream = "/psono/psono-ci/";
    private const string Sums = Root + "SHA256SUMS";
    private const string Signature = Sums + ".sig";
    private const string Text = MediaTypeNames.Text.Plain + "; charset=utf-8";

    private static readonly Answer Nothing = NotFound(
        $"There is no psonoci here. {Sums} lists what this server has, of {string.Join(", ", Platform.All.Select(p => p.Name))}.");

    private static readonly Answer NoSignature = NotFound($"{Sums} is not signed on this server.");

    private readonly List<(Platform Platform, OfferedFile File)> _programs;
    private readonly OfferedFile _signature;
    private readonly Dictionary<string, Func<HttpContext, Task>> _paths;

    public InstallFiles(ServerOptions options)
    {
        _programs = Platform.All
            .Select(p => (p, new OfferedFile(Path.Combine(options.InstallRoot, p.Name, p.Program))))
            .ToList();
        _signature = new OfferedFile(Path.Combine(options.InstallRoot, "SHA256SUMS.sig"));
        _paths = new Dictionary<string, Func<HttpContext, Task>>
        {
            [InstallScript.Path] = new InstallScript(options).SendAsync,
            [Sums] = SendSumsAsync,
            [Signature] = context => SendFileAsync(context, _signature, Text, null, NoSignature),
        };
        foreach (var (platform, file) in _programs)
        {
            var missing = NotFound($"This server was installed without psonoci for {platform.Name}. Ask its administrator to put it at "
                + $"install/{platform.Name}/{platform.Program} beside psono-server. {Sums} lists what this server has.");
            Task SendAsync(HttpContext context) =>
                SendFileAsync(context, file, MediaTypeNames.Application.Octet, platform.Program, missing);
            _paths[$"{Root}{platform.Name}/{platform.Program}"] = SendAsync;
            _paths[$"{Root}{platform.Name}/{platform.Program}.sha256"] = context => SendHashAsync(context, platform, file, missing);
            if (platform.Upstream is { } name)
                _paths[$"{Upstream}{name}/{platform.Program}"] = SendAsync;
        }
    }

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var path = request.Path.Value!;
        if (!(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
            return next(context);
        if (!_paths.TryGetValue(path, out var send))
            return IsBelow(path, Root) || IsBelow(path, Upstream) ? Nothing.ExecuteAsync(context) : next(context);
        // Kept only to be asked about again: an update of the server is an update of the program.
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = "origin";
        return send(context);
    }

    /// <summary>The place itself is a page of the web vault.</summary>
    private static bool IsBelow(string path, string place) =>
        path.Length > place.Length && path.StartsWith(place, StringComparison.Ordinal);

    private static Answer NotFound(string text) => new(StatusCodes.Status404NotFound, Encoding.UTF8.GetBytes(text + "\n"), Text);

    private static async Task SendFileAsync(HttpContext context, OfferedFile file, string type, string? name, Answer missing)
    {
        if (await file.OpenAsync(context.RequestAborted) is not var (content, sha256, written))
        {
            await missing.ExecuteAsync(context);
            return;
        }

        await using (content)
        {
            await TypedResults.Stream(content, type, name, written, Tag(sha256), enableRangeProcessing: true).ExecuteAsync(context);
        }
    }

    private static async Task SendHashAsync(HttpContext context, Platform platform, OfferedFile file, Answer missing)
    {
        if (await HashAsync(file, context.RequestAborted) is { } sha256)
            await SendTextAsync(context, $"{sha256}  {platform.Program}\n");
        else
            await missing.ExecuteAsync(context);
    }

    /// <summary>What is there right now, for <c>sha256sum --check --ignore-missing</c> in a copy of the folder.</summary>
    private async Task SendSumsAsync(HttpContext context)
    {
        var sums = new StringBuilder();
        foreach (var (platform, file) in _programs)
        {
            if (await HashAsync(file, context.RequestAborted) is { } sha256)
                sums.Append(sha256).Append("  ").Append(platform.Name).Append('/').Append(platform.Program).Append('\n');
        }

        if (await HashAsync(_signature, context.RequestAborted) is not null)
            context.Response.Headers.Link = $"<{Signature}>; rel=\"signature\"";
        await SendTextAsync(context, sums.ToString());
    }

    private static Task SendTextAsync(HttpContext context, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        return TypedResults.Bytes(body, Text, entityTag: Tag(Convert.ToHexStringLower(SHA256.HashData(body)))).ExecuteAsync(context);
    }

    private static async Task<string?> HashAsync(OfferedFile file, CancellationToken cancellationToken)
    {
        if (await file.OpenAsync(cancellationToken) is not var (content, sha256, _))
            return null;
        await content.DisposeAsync();
        return sha256;
    }

    private static EntityTagHeaderValue Tag(string sha256) => new($"\"{sha256}\"");
}
