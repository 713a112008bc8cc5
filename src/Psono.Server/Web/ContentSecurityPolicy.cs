using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Psono.Server.Web;

// docs/decisions/0041
/// <summary>
/// What the page of the web vault may do: run its own scripts and WebAssembly, and talk to this server. The one inline script, the import
/// map, is allowed by its hash; it in turn pins every script file by its own.
/// </summary>
internal static partial class ContentSecurityPolicy
{
    public static string Of(string html)
    {
        var hashes = InlineScript.Matches(html)
            .Select(script => $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.Groups["text"].Value)))}'");
        return "default-src 'none'; "
            + $"script-src 'self' 'wasm-unsafe-eval'{string.Concat(hashes)}; "
            + "style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types default";
    }

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)[^>]*>(?<text>.+?)</script>", RegexOptions.Singleline)]
    private static partial Regex InlineScript { get; }
}
