using System.Text;
using Psono.Client;
using Psono.Client.Http;
using Psono.Protocol.Info;
using Psono.Web.Programs;

namespace Psono.Web.Services;

/// <summary>The server that this page came from, and the key by which this browser knows it (protocol part 3, section 3.1).</summary>
internal sealed class ServerLink(Transfers transfers)
{
    private const string KnownKey = "psono.server-key";
    private const string SumsPath = "/install/SHA256SUMS";

    private ServerExtensions? _extensions;

    public Uri Url { get; } = new(Browser.Origin() + "/server");

    /// <summary>The verify key that was trusted on an earlier visit.</summary>
    public static string? TrustedKey => Browser.Read("local", KnownKey);

    /// <summary>A connection, through the browser's own. The caller disposes of it.</summary>
    public HttpTransport Connect() =>
        new(
            Url,
            new HttpOptions { Timeout = TimeSpan.FromSeconds(30), IsPatient = true, Progress = transfers.Note },
            new HttpMessageInvoker(new HttpClientHandler()));

    /// <summary>Asks the server who it is. Whether that is the server that is trusted is for the caller to compare.</summary>
    /// <exception cref="PsonoApiException">There is no Psono server, or its signature is wrong.</exception>
    public async Task<ServerIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        using var transport = Connect();
        return await ServerIdentity.FetchAsync(transport, trustedKey: null, _ => true, cancellationToken);
    }

    /// <summary>What a server of ours can do besides; nothing of what a foreign one announces. Asked once.</summary>
    /// <exception cref="PsonoApiException">The server does not answer, or is not the one that is trusted.</exception>
    public async Task<ServerExtensions> ExtensionsAsync(CancellationToken cancellationToken)
    {
        if (_extensions is not null)
            return _extensions;
        using var transport = Connect();
        return _extensions = (await VerifyAsync(transport, cancellationToken)).Info.PsonoNet ?? new ServerExtensions();
    }

    /// <summary>The programs that the server hands out.</summary>
    /// <exception cref="PsonoApiException">The server does not answer.</exception>
    public async Task<ProgramList> ProgramsAsync(CancellationToken cancellationToken)
    {
        using var transport = Connect();
        var answer = await transport.SendAsync(
            HttpMethod.Get, SumsPath, json: null, repeatable: true, cancellationToken: cancellationToken);
        if (answer.IsSuccess)
            return ProgramList.Read(Url, Encoding.UTF8.GetString(answer.Body), answer.HasSignature);
        return answer.Status is 404 or 403 or 405
            ? ProgramList.Empty
            : throw new PsonoApiException(PsonoFailure.Unreachable, "the server does not hand out the hashes of its programs");
    }

    /// <summary>From now on this is the server's key.</summary>
    public static void Trust(ServerIdentity server) => Browser.Write("local", KnownKey, server.VerifyKey);

    /// <summary>The server, if it is still the one that is trusted.</summary>
    /// <exception cref="PsonoApiException">It is not, or there is none.</exception>
    public static Task<ServerIdentity> VerifyAsync(HttpTransport transport, CancellationToken cancellationToken) =>
        ServerIdentity.FetchAsync(transport, TrustedKey, _ => false, cancellationToken);
}
