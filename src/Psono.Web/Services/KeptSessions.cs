using System.Text;
using Psono.Client.Accounts;

namespace Psono.Web.Services;

// docs/decisions/0042
/// <summary>
/// What this browser keeps of sessions. Sealed with the password, so that a reload or another tab asks for that only: until the session
/// ends, for all tabs. As it is, so that a reload asks for nothing: for one tab, if the user wants that, and until it is locked.
/// </summary>
internal static class KeptSessions
{
    private const string Sealed = "psono.session.";
    private const string Open = "psono.session";
    private const string Last = "psono.username";

    /// <summary>The account of this tab, or the last one of this browser.</summary>
    public static string LastUsername => Browser.Read("session", Last) ?? Browser.Read("local", Last) ?? "";

    /// <summary>What the password of the account opens.</summary>
    public static SealedSession? Find(string username) =>
        Browser.Read("local", Sealed + username) is { } text ? SealedSession.Parse(text) : null;

    public static void Keep(string username, SealedSession session) => Browser.Write("local", Sealed + username, session.ToText());

    /// <summary>The next reload, and the next tab, ask for the password of this account.</summary>
    public static void Remember(string username)
    {
        Browser.Write("local", Last, username);
        Browser.Write("session", Last, username);
    }

    /// <summary>The session is over.</summary>
    public static void Forget(string username)
    {
        ForgetOpen();
        Browser.Remove("local", Sealed + username);
        if (Browser.Read("local", Last) == username)
            Browser.Remove("local", Last);
    }

    /// <summary>The session of a tab that stays unlocked.</summary>
    public static VaultSession? FindOpen() =>
        Browser.Read("session", Open) is { } text ? VaultSession.Parse(Encoding.UTF8.GetBytes(text)) : null;

    public static void KeepOpen(VaultSession session) => Browser.Write("session", Open, Encoding.UTF8.GetString(session.ToUtf8()));

    public static void ForgetOpen() => Browser.Remove("session", Open);

    /// <summary>Another tab ended the session of an account.</summary>
    public static void WatchEnds(Action<string> ended) => Browser.WatchRemoved(Sealed, ended);
}
