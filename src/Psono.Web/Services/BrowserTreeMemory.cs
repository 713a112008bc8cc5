using Psono.Client.Vault;

namespace Psono.Web.Services;

/// <summary>What this browser has seen of the trees of an account. It outlives the session, or a server could wait for its end.</summary>
internal sealed class BrowserTreeMemory : ITreeMemory
{
    private const string Prefix = "psono.seen-trees.";

    public string? Read(string account) => Browser.Read("local", Prefix + account);

    public void Write(string account, string text) => Browser.Write("local", Prefix + account, text);

    public void Forget(string account) => Browser.Remove("local", Prefix + account);
}
