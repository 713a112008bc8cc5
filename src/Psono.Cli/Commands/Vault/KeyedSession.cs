using System.CommandLine;
using Psono.Cli.Configuration;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;
using Psono.Client.Vault;

namespace Psono.Cli.Commands.Vault;

// docs/decisions/0064
/// <summary>The session of an API key, in place of a person's login: for one command, kept nowhere, ended with it.</summary>
internal sealed class KeyedSession : IAsyncDisposable
{
    private readonly VaultContext _vault;
    private readonly HttpSettings _http;
    private readonly VaultSession _session;

    private KeyedSession(VaultContext vault, HttpSettings http, VaultSession session) =>
        (_vault, _http, _session) = (vault, http, session);

    public static async Task<KeyedSession> BeginAsync(VaultContext vault, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var loaded = vault.Command.Settings.Load(parsed);
        var settings = loaded.Settings;
        using var transport = Connect(vault, settings.Http, settings.ServerUrl);
        var known = settings.ServerVerifyKey ?? FindKnown(vault, transport.Server);

        // A machine without a memory takes the key that TLS vouches for: whoever posed as the server could not seal the account's keys.
        var server = await ServerIdentity.FetchAsync(transport, known, _ => true, cancellationToken);
        var credentials = new ApiKeyCredentials
        {
            ApiKeyId = settings.ApiKeyId,
            ApiSecretKey = settings.ApiSecretKey,
            ApiPrivateKey = settings.ApiPrivateKey,
            DeviceDescription = $"psonoci on {Environment.MachineName}, with an API key",
        };
        var session = await VaultClient.LoginWithApiKeyAsync(transport, server, credentials, TimeProvider.System, cancellationToken);
        return new KeyedSession(vault, settings.Http, session);
    }

    public VaultClient Connect() => new(Connect(_vault, _http, _session.ServerUrl), _session, TimeProvider.System);

    /// <summary>Also after an error or a signal. A session that cannot be ended is over within minutes.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var client = Connect();
            await client.LogoutAsync(CancellationToken.None);
        }
        catch (PsonoApiException e)
        {
            _vault.Terminal.Warn(
                $"the session of the API key could not be ended: {e.Message}. It expires at {ServerTime.Show(_session.ValidTill)}");
        }
    }

    private static HttpTransport Connect(VaultContext vault, HttpSettings http, string serverUrl)
    {
        var server = new Uri(serverUrl);
        return new HttpTransport(server, http.ToOptions(() => vault.Terminal.Wait($"waiting for {server.Authority}")));
    }

    private static string? FindKnown(VaultContext vault, Uri server)
    {
        try
        {
            return vault.KnownServers.Find(server);
        }
        catch (PsonociException e) when (e.Code == "state")
        {
            // A machine need not have a home.
            return null;
        }
    }
}
