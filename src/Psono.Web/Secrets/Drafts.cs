using System.Security.Cryptography;
using Psono.Protocol.Cryptography;
using Psono.Web.Services;

namespace Psono.Web.Secrets;

// docs/decisions/0043
/// <summary>
/// What is being typed outlives a lock and the end of a session: sealed with the account's key, and put back into the form for whoever can
/// open it. It is in memory only.
/// </summary>
internal sealed class Drafts
{
    private readonly CurrentSession _session;
    private Func<KeptDraft?>? _typed;
    private string? _address;
    private SealedText? _kept;

    public Drafts(CurrentSession session)
    {
        _session = session;
        session.Closing += Keep;
    }

    /// <summary>Whether the form that is open would lose something.</summary>
    public bool IsTyping => _typed?.Invoke() is not null;

    /// <summary>A form is open.</summary>
    /// <param name="typed">What was typed, or null for nothing.</param>
    public void Watch(Func<KeptDraft?> typed) => _typed = typed;

    /// <summary>The form is left.</summary>
    public void Unwatch(Func<KeptDraft?> typed)
    {
        if (_typed == typed)
            _typed = null;
    }

    /// <summary>What was kept for the form at this address, once.</summary>
    public KeptDraft? Take(string address)
    {
        if (_kept is not { } kept || _address != address)
            return null;
        using var key = Key();
        if (SecretBox.Open(key, kept.Text, kept.Nonce) is not { } utf8)
            return null;
        Discard();
        var draft = KeptDraft.Parse(address, utf8);
        CryptographicOperations.ZeroMemory(utf8);
        return draft;
    }

    public void Discard() => (_address, _kept) = (null, null);

    private void Keep()
    {
        if (_typed?.Invoke() is not { } draft)
            return;
        using var key = Key();
        var utf8 = draft.ToUtf8();
        (_address, _kept) = (draft.Address, SecretBox.Seal(key, utf8));
        CryptographicOperations.ZeroMemory(utf8);
    }

    private SecretKey Key() => SecretKey.TryFromHex(_session.Session.UserSecretKey, out var key)
        ? key!
        : throw new InvalidOperationException("the session has no key");
}
