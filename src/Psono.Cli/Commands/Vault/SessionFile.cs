using System.Security.Cryptography;
using System.Text;
using Psono.Client.Accounts;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

/// <summary>
/// The session of the last login. It opens the vault until it ends, so it is kept like a private key; the password is not in it.
/// </summary>
internal sealed class SessionFile(StateDirectory state)
{
    private const string File = "vault-session.json";

    public string Path => state.PathOf(File);

    /// <summary>The session; null if nobody is logged in.</summary>
    public VaultSession? Find()
    {
        if (state.Read(File) is not { } utf8)
            return null;
        RefuseIfReadableByOthers();
        var session = VaultSession.Parse(utf8);
        CryptographicOperations.ZeroMemory(utf8);
        return session ?? throw new PsonociException(
            "session", $"{Path} is not a valid session file", "delete it, and log in again: psonoci vault login");
    }

    public VaultSession Read() =>
        Find() ?? throw new PsonociException("not-logged-in", "you are not logged in", "log in first: psonoci vault login");

    public void Write(VaultSession session)
    {
        var utf8 = session.ToUtf8();
        state.Write(File, Encoding.UTF8.GetString(utf8) + "\n");
        CryptographicOperations.ZeroMemory(utf8);
    }

    public void Delete() => state.Delete(File);

    /// <summary>It is written for its owner only: if it no longer is, somebody may have read it.</summary>
    private void RefuseIfReadableByOthers()
    {
        if (OperatingSystem.IsWindows())
        {
            if (WindowsFile.RightsOfEverybody(Path) is { Read: true } or { Change: true })
                throw Refused(WindowsFile.CommandForOwner(Path));
            return;
        }

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if ((System.IO.File.GetUnixFileMode(Path) & Others) != 0)
            throw Refused($"chmod 600 {Path}");
    }

    private PsonociException Refused(string command) => new(
        "session", $"other users can read {Path}, which gives access to the vault",
        $"if you trust them: {command}; if not: psonoci vault logout");
}
