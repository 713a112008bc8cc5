using System.Text;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Vault;

namespace Psono.Web.Services;

/// <summary>
/// Who is logged in, with the keys of the vault: in memory only, unless the user chose to stay unlocked in this tab. Everything that shows
/// the vault asks here, and is told when it changes.
/// </summary>
internal sealed class CurrentSession(ServerLink server, TimeProvider time) : IDisposable
{
    private const string KeptSession = "psono.session";
    private const string LastUsername = "psono.username";
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(15);

    private VaultClient? _vault;
    private VaultSession? _session;
    private SealedSession? _locked;

    public event Action? Changed;

    /// <summary>The vault is about to be closed: the keys are still there.</summary>
    public event Action? Closing;

    public SessionState State => _vault is not null ? SessionState.Open : _locked is not null ? SessionState.Locked : SessionState.Closed;

    /// <summary>Why there is no session, for the page that asks for a new one.</summary>
    public SessionEnd End { get; private set; }

    /// <summary>The name of the account; also that of the last one in this tab, so that a reload asks for the password only.</summary>
    public string Username { get; private set; } = Browser.Read("session", LastUsername) ?? "";

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

    /// <summary>Goes on with the session that was kept in this tab, if there is one.</summary>
    public void Restore()
    {
        if (Browser.Read("session", KeptSession) is not { } kept)
            return;
        if (VaultSession.Parse(Encoding.UTF8.GetBytes(kept)) is { } session && session.ServerVerifyKey == ServerLink.TrustedKey)
            Open(session);
        else
            Browser.Remove("session", KeptSession);
    }

    /// <exception cref="PsonoApiException">The login failed.</exception>
    public async Task LoginAsync(string username, string password, bool keepInTab, CancellationToken cancellationToken)
    {
        using var transport = server.Connect();
        var identity = await ServerLink.VerifyAsync(transport, cancellationToken);
        var device = $"Psono.NET, {Browser.Device()}";
        var credentials = new VaultCredentials { Username = username, Password = password, DeviceDescription = device };
        var session = await VaultClient.LoginAsync(transport, identity, credentials, time, cancellationToken);
        if (keepInTab)
            Browser.Write("session", KeptSession, Encoding.UTF8.GetString(session.ToUtf8()));
        else
            _locked = new SealedSession(session, password);
        Open(session);
    }

    /// <summary>Whether the password was right.</summary>
    public bool Unlock(string password)
    {
        if (_locked?.Open(password) is not { } session)
            return false;
        Open(session);
        return true;
    }

    /// <summary>The password was changed: the new one is what unlocks the vault from now on.</summary>
    public void Reseal(string password)
    {
        if (_locked is not null)
            _locked = new SealedSession(Session, password);
    }

    /// <summary>The e-mail address was changed.</summary>
    public void TakeEmail(string email, string password)
    {
        _session = Session with { Email = email };
        Email = email;
        Reseal(password);
        if (Browser.Read("session", KeptSession) is not null)
            Browser.Write("session", KeptSession, Encoding.UTF8.GetString(_session.ToUtf8()));
    }

    /// <summary>
    /// Forgets the keys but not the session. A tab that is to stay unlocked has nothing to come back with: it is logged out.
    /// </summary>
    public Task LockAsync(CancellationToken cancellationToken)
    {
        if (_locked is null)
            return LogoutAsync(cancellationToken);
        Lock();
        return Task.CompletedTask;
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

    /// <summary>Nobody is logged in any more.</summary>
    public void Finish(SessionEnd end)
    {
        Forget(end);
        Changed?.Invoke();
    }

    public void Dispose() => CloseVault();

    private void Open(VaultSession session)
    {
        CloseVault();
        _session = session;
        _vault = new VaultClient(server.Connect(), session, time, new BrowserTreeMemory());
        Username = session.Username;
        Email = session.Email ?? "";
        End = SessionEnd.None;
        Browser.Write("session", LastUsername, Username);
        if (_locked is not null)
            Browser.WatchIdle(Patience.TotalMilliseconds, Lock);
        Changed?.Invoke();
    }

    private void Lock()
    {
        CloseVault();
        Changed?.Invoke();
    }

    private void CloseVault()
    {
        Browser.StopIdle();
        if (_vault is not null)
            Closing?.Invoke();
        _vault?.Dispose();
        _vault = null;
        _session = null;
    }

    private void Forget(SessionEnd end)
    {
        CloseVault();
        _locked = null;
        End = end;
        Browser.Remove("session", KeptSession);
    }
}
