using System.Net;
using System.Text;
using Psono.Server.Configuration;
using Psono.Server.Http;

namespace Psono.Server.Install;

/// <summary>
/// <c>curl -fsSL https://vault.example.com/install.sh | sh</c>: the script, told where it comes from. That is the public address of this
/// server. If none is set, or only this machine's own, which means nothing elsewhere, it is where the request was sent to.
/// </summary>
internal sealed class InstallScript(ServerOptions options)
{
    public const string Path = "/install.sh";

    private const string Text = "text/plain; charset=utf-8";
    private const string ApiPath = "/server";

    private static readonly string Source = Read();

    private static readonly Answer NoAddress = new(
        StatusCodes.Status400BadRequest, "The Host header of this request is not an address.\n"u8.ToArray(), Text);

    /// <summary>
    /// Whoever asked through a proxy that speaks TLS and does not say so would be sent on without it. What is piped to a shell has to say
    /// what is wrong there.
    /// </summary>
    private static readonly Answer NotPublic = new(
        StatusCodes.Status200OK,
        """
        #!/bin/sh
        echo 'install.sh: this server does not know its public address; its administrator sets it with --host-url' >&2
        exit 1

        """u8.ToArray(),
        Text);

    public Task SendAsync(HttpContext context)
    {
        var configured = new Uri(options.HostUrl);
        if (options.IsHostUrlGiven && !IsOnlyHere(configured))
            return ScriptOf(Base(configured)).ExecuteAsync(context);
        if (AddressOf(context.Request) is not { } asked)
            return NoAddress.ExecuteAsync(context);
        var answer = asked.Scheme == Uri.UriSchemeHttps || asked.IsLoopback ? ScriptOf(asked.GetLeftPart(UriPartial.Authority)) : NotPublic;
        return answer.ExecuteAsync(context);
    }

    private static bool IsOnlyHere(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.DnsSafeHost, out var address)
        && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));

    private static string Base(Uri api) => api.AbsolutePath.EndsWith(ApiPath, StringComparison.Ordinal)
        ? api.GetLeftPart(UriPartial.Path)[..^ApiPath.Length]
        : api.GetLeftPart(UriPartial.Authority);

    /// <summary>A proxy is believed if it says that there was TLS: then the script insists on it.</summary>
    private static Uri? AddressOf(HttpRequest request)
    {
        var host = request.Host.Value ?? "";
        if (!host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ':' or '-' or '[' or ']'))
            return null;
        var scheme = request.Headers["X-Forwarded-Proto"] == Uri.UriSchemeHttps ? Uri.UriSchemeHttps : request.Scheme;
        return Uri.TryCreate($"{scheme}://{host}", UriKind.Absolute, out var address) ? address : null;
    }

    /// <summary>Between single quotes, nothing but another one means anything to a shell.</summary>
    private static Answer ScriptOf(string address)
    {
        var quoted = address.Replace("'", @"'\''", StringComparison.Ordinal);
        return new Answer(
            StatusCodes.Status200OK, Encoding.UTF8.GetBytes(Source.Replace("@SERVER@", quoted, StringComparison.Ordinal)), Text);
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(InstallScript).Assembly.GetManifestResourceStream("install.sh")!);
        return reader.ReadToEnd();
    }
}
