using System.Text;
using Psono.Client.Vault;

namespace Psono.Cli.Commands.Vault;

/// <summary>
/// What was seen of the trees of an account: digests and dates, a file for each account, which stays when the session ends.
/// </summary>
internal sealed class SeenTreesFile(StateDirectory state) : ITreeMemory
{
    public string PathOf(string account) => state.PathOf(Name(account));

    public string? Read(string account) => state.Read(Name(account)) is { } utf8 ? Encoding.UTF8.GetString(utf8) : null;

    public void Write(string account, string text) => state.Write(Name(account), text + "\n");

    public void Forget(string account) => state.Delete(Name(account));

    private static string Name(string account) => $"seen-trees-{account}.json";
}
