using Psono.Client.Accounts;
using Psono.Client.Http;
using Psono.Protocol;
using Psono.Protocol.Sessions;

namespace Psono.Client.Vault;

/// <summary>
/// The vault of a person: what the web vault does, in a session. Everything is sealed and opened here; the server sees ciphertext only.
/// </summary>
public sealed class VaultClient : IDisposable
{
    private readonly HttpTransport _transport;
    private readonly SealedTransport _session;
    private readonly VaultKeys _keys;

    /// <summary>Initializes a new instance that goes on with a session.</summary>
    /// <param name="transport">The connection to the session's server. It is disposed of with this instance.</param>
    /// <param name="session">What a login gave.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="PsonoApiException">The session is damaged.</exception>
    public VaultClient(HttpTransport transport, VaultSession session, TimeProvider time)
        : this(transport, session, time, memory: null)
    {
    }

    // With a memory, by which this device tells an older tree from the newest.
    internal VaultClient(HttpTransport transport, VaultSession session, TimeProvider time, ITreeMemory? memory)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(session);
        _transport = transport;
        _keys = VaultKeys.Of(session);
        _session = new SealedTransport(
            transport, session.Token, VaultKeys.Parse(session.SessionSecretKey), session.DeviceFingerprint, time);
        Datastore = new VaultDatastore(_session, _keys, new SeenTrees(memory, SeenTrees.AccountOf(session, _keys)));
        Secrets = new VaultSecrets(_session, Datastore);
        Shares = new VaultShares(_session);
        ApiKeys = new VaultApiKeys(_session, _keys);
        TreeHistory = new VaultTreeHistory(_session, _keys, Datastore);
        Unfiled = new VaultUnfiled(_session, Datastore, TreeHistory, ApiKeys, time);
        Devices = new VaultDevices(transport, _session, session);
        Account = new VaultAccount(transport, _session, session);
        Administration = new VaultAdministration(_session);
        SecondFactors = new VaultSecondFactors(_session);
        Recovery = new VaultRecovery(_session, _keys);
        EmergencyCodes = new VaultEmergencyCodes(_session, _keys);
    }

    /// <summary>Gets the tree of folders and entries.</summary>
    public VaultDatastore Datastore { get; }

    /// <summary>Gets what is in the entries.</summary>
    public VaultSecrets Secrets { get; }

    /// <summary>Gets what others share with the account.</summary>
    public VaultShares Shares { get; }

    /// <summary>Gets the API keys.</summary>
    public VaultApiKeys ApiKeys { get; }

    /// <summary>Gets the earlier versions of the tree.</summary>
    public VaultTreeHistory TreeHistory { get; }

    /// <summary>Gets the secrets that are in no folder.</summary>
    public VaultUnfiled Unfiled { get; }

    /// <summary>Gets what approves other devices.</summary>
    public VaultDevices Devices { get; }

    /// <summary>Gets what an administrator manages.</summary>
    public VaultAdministration Administration { get; }

    /// <summary>Gets the account itself: its password, its e-mail address, its end.</summary>
    public VaultAccount Account { get; }

    /// <summary>Gets the methods of two-step login.</summary>
    public VaultSecondFactors SecondFactors { get; }

    /// <summary>Gets the recovery code, with which a lost password is replaced.</summary>
    public VaultRecovery Recovery { get; }

    /// <summary>Gets the emergency codes, with which others get to the secrets after a waiting time.</summary>
    public VaultEmergencyCodes EmergencyCodes { get; }

    /// <summary>Makes an account. It may have to be confirmed by mail before the first login.</summary>
    /// <param name="transport">The connection to the server.</param>
    /// <param name="server">The server, which the caller trusts.</param>
    /// <param name="credentials">Name and password of the account. Whether the password is good enough is for the caller to check.</param>
    /// <param name="email">The e-mail address.</param>
    /// <param name="invitation">What lets somebody register where registration is closed.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the account exists.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public static Task RegisterAsync(
        HttpTransport transport, ServerIdentity server, VaultCredentials credentials, string email,
        VaultInvitation? invitation = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(email);
        return VaultRegistration.RunAsync(transport, server, credentials, email, invitation, cancellationToken);
    }

    /// <summary>Confirms the e-mail address of a new account with the code that was mailed to it.</summary>
    /// <param name="transport">The connection to the server.</param>
    /// <param name="code">The code.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the account can be used.</returns>
    /// <exception cref="PsonoApiException">The request failed, or the code is wrong or too old.</exception>
    public static Task ConfirmEmailAsync(HttpTransport transport, string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(code);
        return VaultRegistration.ConfirmAsync(transport, code, cancellationToken);
    }

    /// <summary>Logs in.</summary>
    /// <param name="transport">The connection to the server.</param>
    /// <param name="server">The server, which the caller trusts.</param>
    /// <param name="credentials">Name and password of the account.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The session.</returns>
    /// <exception cref="PsonoApiException">A request failed, a second factor is needed, or something does not open.</exception>
    public static Task<VaultSession> LoginAsync(
        HttpTransport transport,
        ServerIdentity server,
        VaultCredentials credentials,
        TimeProvider time,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(time);
        return new VaultLogin(transport, server, credentials, time).RunAsync(cancellationToken);
    }

    /// <summary>
    /// Logs in with an API key, for what needs neither the account's password nor a person: secrets, folders and their history.
    /// </summary>
    /// <param name="transport">The connection to the server.</param>
    /// <param name="server">The server, which the caller trusts.</param>
    /// <param name="credentials">The API key.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The session, which lives for minutes.</returns>
    /// <exception cref="PsonoApiException">
    /// The request failed, the API key is restricted to secrets, or something does not open.
    /// </exception>
    public static Task<VaultSession> LoginWithApiKeyAsync(
        HttpTransport transport,
        ServerIdentity server,
        ApiKeyCredentials credentials,
        TimeProvider time,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(time);
        return new ApiKeyLogin(transport, server, credentials, time).RunAsync(cancellationToken);
    }

    /// <summary>Asks for the account's sessions, which also tells whether this one is alive.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The sessions.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task<IReadOnlyList<SessionEntry>> ListSessionsAsync(CancellationToken cancellationToken = default)
    {
        var answer = await _session.GetAsync("authentication/sessions/", PsonoJsonContext.Wire.SessionsResponse, cancellationToken)
            .ConfigureAwait(false);
        return answer.Sessions;
    }

    /// <summary>Ends another session of the account.</summary>
    /// <param name="id">The id of the session, as <see cref="ListSessionsAsync"/> tells it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the session has.</returns>
    /// <exception cref="PsonoApiException">The request failed, or there is no such session.</exception>
    public Task EndSessionAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var request = new LogoutRequest { SessionId = id };
        return _session.SendAsync(
            HttpMethod.Post, "authentication/logout/", request, PsonoJsonContext.Wire.LogoutRequest, cancellationToken);
    }

    /// <summary>Ends the session on the server. One that has ended already is no error.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the session has.</returns>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task LogoutAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _session.SendAsync(
                HttpMethod.Post, "authentication/logout/", new LogoutRequest(), PsonoJsonContext.Wire.LogoutRequest, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (e.Failure == PsonoFailure.SessionEnded)
        {
            // That is what was asked for.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Datastore.Forget();
        _session.Dispose();
        _keys.Dispose();
        _transport.Dispose();
    }
}
