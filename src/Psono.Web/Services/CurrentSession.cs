using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Vault;
using Psono.Protocol.Recovery;

namespace Psono.Web.Services;

/// <summary>
/// Who is logged in, with the keys of the vault: in memory only, unless the user chose to stay unlocked in this tab. Everything that shows
/// the vault asks here, and is told when it changes.
/// </summary>
internal sealed class CurrentSession(ServerLink server, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(15);

    private readonly SessionCheck _check = new(server);
    private VaultClient? _vault;
    private VaultSession? _session;
    private SealedSession? _locked;
    private bool _staysOpen;
    private bool _isFromStore;

    public event Action? Changed;

    /// <summary>The vault is about to be closed: the keys are still there.</summary>
    public event Action? Closing;

    public SessionState State => _vault is not null ? SessionState.Open : _locked is not null ? SessionState.Locked : SessionState.Closed;

    /// <summary>Why there is no session, for the page that asks for a new one.</summary>
    public SessionEnd End { get; private set; }

    /// <summary>The name of the account, or of the last one: then the login asks for the password only.</summary>
    public string Username { get; private set; } = KeptSessions.LastUsername;

    /// <summary>The open vault.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public VaultClient Vault => _vault ?? throw new InvalidOperationException("the vault is not open");

    /// <summary>The session behind the open vault: its keys are needed to approve a device or to change the password.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public VaultSession Session => _session ?? throw new InvalidOperationException("the vault is not open");

    /// <summary>
    /// How long the page may be untouched before it locks. Settable for tests: <c>psono.idle-seconds</c> in the session store.
    /// </summary>
    private static TimeSpan Patience =>
        int.TryParse(Browser.Read("session", "psono.idle-seconds"), out var seconds)
        && seconds > 0 && TimeSpan.FromSeconds(seconds) < IdleTime
            ? TimeSpan.FromSeconds(seconds)
            : IdleTime;

    /// <summary>The e-mail address of the account; empty if it is not known.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Whether it was opened with an emergency code: then it is somebody else's vault, and nothing is kept of it.</summary>
    public bool IsEmergency { get; private set; }

    /// <summary>Whether the server refuses everything until the account has a new password.</summary>
    public bool MustChangePassword => _session is { RequiresPasswordChange: true };

    /// <summary>Whether the server refuses everything until the account has a second factor.</summary>
    public bool MustSetUpSecondFactor { get; private set; }

    /// <summary>A second factor was set up.</summary>
    public void NoteSecondFactor()
    {
        MustSetUpSecondFactor = false;
        Changed?.Invoke();
    }

    /// <summary>Goes on with the session that is kept in this browser, if there is one: open or, mostly, locked.</summary>
    public void Restore()
    {
        KeptSessions.WatchEnds(username =>
        {
            // What is there again is another session, of which this tab knows nothing.
            if (username == Username && State != SessionState.Closed && KeptSessions.Find(username) is null)
                Close(SessionEnd.LoggedOut);
        });
        if (ServerLink.TrustedKey is null)
            return;
        _locked = KeptSessions.Find(Username);
        _isFromStore = true;
        if (_locked is not null && KeptSessions.FindOpen() is { } session && IsForHere(session)
            && session.Username == Username && Browser.IdleTime() < Patience.TotalMilliseconds)
        {
            _staysOpen = true;
            Open(session, Connect(session));
        }
        else
        {
            KeptSessions.ForgetOpen();
        }
    }

    /// <summary>Goes on with the session that this browser has of the account, or begins one.</summary>
    /// <exception cref="PsonoApiException">The login failed.</exception>
    public async Task LoginAsync(
        string username, string password, bool staysOpen, Func<SecondFactorChallenge, CancellationToken, Task<SecondFactorAnswer>>? ask,
        CancellationToken cancellationToken)
    {
        _staysOpen = staysOpen;
        if (KeptSessions.Find(username) is { } kept && kept.Open(password) is { } before && IsForHere(before)
            && await TryContinueAsync(kept, before, cancellationToken))
            return;

        using var transport = server.Connect();
        var credentials = new VaultCredentials
        {
            Username = username,
            Password = password,
            SecondFactor = ask,
            DeviceDescription = $"Psono.NET, {Browser.Device()}",
        };
        var identity = await ServerLink.VerifyAsync(transport, cancellationToken);
        var session = await VaultClient.LoginAsync(transport, identity, credentials, time, cancellationToken);
        var vault = Connect(session);
        var needsFactor = await SessionCheck.NeedsFactorAsync(identity, vault, cancellationToken);
        Seal(session, password);
        Open(session, vault, needsFactor);
    }

    /// <summary>Opens the vault of somebody else with an emergency code.</summary>
    /// <returns>How long to wait yet; null: it is open.</returns>
    /// <exception cref="PsonoApiException">The login failed.</exception>
    public async Task<TimeSpan?> LoginInEmergencyAsync(string username, RecoveryCode code, CancellationToken cancellationToken)
    {
        using var transport = server.Connect();
        var identity = await ServerLink.VerifyAsync(transport, cancellationToken);
        var result = await VaultEmergencyCodes.LoginAsync(
            transport, identity, username, code, time, $"Psono.NET, {Browser.Device()}", cancellationToken);
        if (result.Session is not { } session)
            return result.Wait;
        (_locked, _staysOpen) = (null, false);
        Open(session, Connect(session), isEmergency: true);
        return null;
    }

    /// <summary>A lost password was replaced: no session is left, and the login asks for the new one.</summary>
    public void NotePasswordReset(string username)
    {
        KeptSessions.Forget(username);
        Close(SessionEnd.PasswordReset);
        Username = username;
    }

    /// <summary>
    /// Opens the vault with what is in memory or in the browser's store. If the server has ended that session meanwhile, the password
    /// begins another one.
    /// </summary>
    /// <returns>Whether the password was right.</returns>
    public async Task<bool> UnlockAsync(string password, CancellationToken cancellationToken)
    {
        // Another tab may have changed the password, or the session.
        _locked = KeptSessions.Find(Username) ?? _locked;
        if (_locked?.Open(password) is not { } session)
            return false;
        if (!IsForHere(session))
        {
            // Another key of the server is trusted now.
            Finish(SessionEnd.Expired);
            return true;
        }

        if (!_isFromStore)
        {
            Open(session, Connect(session));
            return true;
        }

        try
        {
            if (!await TryContinueAsync(_locked, session, cancellationToken))
                await LoginAsync(session.Username, password, staysOpen: false, ask: null, cancellationToken);
        }
        catch (PsonoApiException e) when (e.Failure is PsonoFailure.SecondFactorRequired or PsonoFailure.Refused)
        {
            Finish(SessionEnd.Expired);
        }

        return true;
    }

    /// <summary>Shows the login, for another account. This one's session is still there when its name is given again.</summary>
    public void ChangeAccount()
    {
        CloseVault();
        (_locked, Username, End) = (null, "", SessionEnd.None);
        Changed?.Invoke();
    }

    /// <summary>The new password is what unlocks the vault from now on, in every tab. Whoever leaves the page does not stop it.</summary>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task ChangePasswordAsync(string password, string newPassword)
    {
        var session = Session;
        var credentials = new VaultCredentials { Username = session.Username, Password = password };
        await Vault.Account.ChangePasswordAsync(credentials, newPassword, CancellationToken.None);
        session = session with { RequiresPasswordChange = false };
        Seal(session, newPassword);
        if (_vault is null)
            return;
        _session = session;
        KeepOpen();
        Changed?.Invoke();
    }

    /// <summary>Whoever leaves the page does not stop it.</summary>
    /// <exception cref="PsonoApiException">The request failed.</exception>
    public async Task ChangeEmailAsync(string email, string password)
    {
        var session = Session;
        var credentials = new VaultCredentials { Username = session.Username, Password = password };
        await Vault.Account.ChangeEmailAsync(credentials, email, CancellationToken.None);
        session = session with { Email = email };
        Seal(session, password);
        if (_vault is null)
            return;
        (_session, Email) = (session, email);
        KeepOpen();
    }

    /// <summary>Forgets the keys but not the session, unless no password would open it again.</summary>
    public void Lock()
    {
        if (IsEmergency)
        {
            _ = LogoutAsync(CancellationToken.None);
            return;
        }

        KeptSessions.ForgetOpen();
        _staysOpen = false;
        CloseVault();
        Changed?.Invoke();
    }

    /// <summary>Logs out here, whatever the server says.</summary>
    public async Task LogoutAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Vault.LogoutAsync(cancellationToken);
        }
        catch (PsonoApiException)
        {
            // The session on the server ends by itself; here it ends now.
        }

        Finish(SessionEnd.LoggedOut);
    }

    /// <summary>Nobody is logged in any more, in no tab.</summary>
    public void Finish(SessionEnd end)
    {
        if (!IsEmergency)
            KeptSessions.Forget(Username);
        Close(end);
    }

    public void Dispose() => CloseVault();

    private void Close(SessionEnd end)
    {
        CloseVault();
        KeptSessions.ForgetOpen();
        if (IsEmergency)
            Username = KeptSessions.LastUsername;
        (_locked, _staysOpen, IsEmergency, End) = (null, false, false, end);
        Changed?.Invoke();
    }

    private static bool IsForHere(VaultSession session) => session.ServerVerifyKey == ServerLink.TrustedKey;

    private VaultClient Connect(VaultSession session) => new(server.Connect(), session, time, new BrowserTreeMemory());

    /// <summary>Whether the server still knows the session.</summary>
    private async Task<bool> TryContinueAsync(SealedSession kept, VaultSession session, CancellationToken cancellationToken)
    {
        var vault = Connect(session);
        bool? needsFactor;
        try
        {
            needsFactor = await _check.AskAsync(session, vault, cancellationToken);
        }
        catch
        {
            vault.Dispose();
            throw;
        }

        if (needsFactor is null)
            KeptSessions.Forget(session.Username);
        // Another tab may have logged out meanwhile.
        if (needsFactor is not { } needs || KeptSessions.Find(session.Username) is null)
        {
            vault.Dispose();
            return false;
        }

        _locked = kept;
        Open(session, vault, needs);
        return true;
    }

    private void Open(VaultSession session, VaultClient vault, bool needsFactor = false, bool isEmergency = false)
    {
        CloseVault();
        (MustSetUpSecondFactor, IsEmergency) = (needsFactor, isEmergency);
        (_session, _vault, _isFromStore) = (session, vault, false);
        (Username, Email, End) = (session.Username, session.Email ?? "", SessionEnd.None);
        if (!isEmergency)
            KeptSessions.Remember(Username);
        KeepOpen();
        Browser.WatchIdle(Patience.TotalMilliseconds, Lock);
        Changed?.Invoke();
    }

    /// <summary>Only whoever knows the password of now writes it: an older seal in memory must not come back.</summary>
    private void Seal(VaultSession session, string password)
    {
        _locked = SealedSession.Of(session, password);
        KeptSessions.Keep(session.Username, _locked);
    }

    private void KeepOpen()
    {
        if (_staysOpen)
            KeptSessions.KeepOpen(Session);
    }

    private void CloseVault()
    {
        Browser.StopIdle();
        if (_vault is not null)
            Closing?.Invoke();
        _vault?.Dispose();
        (_vault, _session) = (null, null);
    }
}
