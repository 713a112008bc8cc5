using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Psono.Server.Web;

/// <summary>One file of the web vault, with what the publishing compressed beforehand.</summary>
internal sealed partial class WebFile
{
    private readonly string _contentType;
    private readonly string _cacheControl;
    private readonly Lazy<string> _tag;
    private readonly List<(string Encoding, string Suffix)> _compressed;

    private WebFile(string path, string contentType)
    {
        Path = path;
        _contentType = contentType;
        // A name with a fingerprint never gets another content.
        _cacheControl = Fingerprint.IsMatch(path) ? "public, max-age=31536000, immutable" : "no-cache";
        _tag = new Lazy<string>(() => $"\"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)).AsSpan(0, 12))}\"");
        _compressed = [.. new[] { ("br", ".br"), ("gzip", ".gz") }.Where(form => File.Exists(path + form.Item2))];
    }

    public string Path { get; }

    /// <summary>The files below a directory, by their path in the address. A file whose type is not known is not served.</summary>
    public static Dictionary<string, WebFile> List(string root)
    {
        var files = new Dictionary<string, WebFile>(StringComparer.Ordinal);
        if (!Directory.Exists(root))
            return files;
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            if (ContentType(System.IO.Path.GetExtension(path)) is { } type)
                files["/" + System.IO.Path.GetRelativePath(root, path)] = new WebFile(path, type);
        }

        return files;
    }

    public Task SendAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.CacheControl = _cacheControl;
        response.Headers.Vary = "origin, accept-encoding";
        var accepted = request.Headers.AcceptEncoding.ToString();
        var (encoding, suffix) = _compressed.Find(form => accepted.Contains(form.Encoding, StringComparison.OrdinalIgnoreCase));
        if (_cacheControl == "no-cache")
        {
            response.Headers.ETag = _tag.Value;
            if (request.Headers.IfNoneMatch.ToString().Contains(_tag.Value, StringComparison.Ordinal))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }

        if (encoding is not null)
            response.Headers.ContentEncoding = encoding;
        response.ContentType = _contentType;
        var file = new FileInfo(Path + suffix);
        response.ContentLength = file.Length;
        return HttpMethods.IsHead(request.Method) ? Task.CompletedTask : response.SendFileAsync(file.FullName, context.RequestAborted);
    }

    private static string? ContentType(string extension) => extension switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".json" => "application/json",
        ".wasm" => "application/wasm",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        _ => null,
    };

    [GeneratedRegex(@"\.[a-z0-9]{10}\.(wasm|m?js|css|dat)$")]
    private static partial Regex Fingerprint { get; }
}
