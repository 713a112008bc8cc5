namespace Psono.Tests.Commands.Ssh;

/// <summary>Keys of ssh-keygen. An RSA key takes long to make: there is one, written again in the form that is asked for.</summary>
public sealed class SshKeys : IDisposable
{
    private const string Rsa = "-t rsa -b 2048";

    // Few rounds of the key derivation, which is not what is tested.
    private static readonly string[] Quietly = ["-q", "-a", "1"];

    private readonly TemporaryDirectory _directory = new();
    private readonly Lazy<string> _rsa;

    public SshKeys() => _rsa = new(() => Make(_directory, Rsa.Split(' '), ""));

    /// <summary>The file of the private key; that of the public one is called the same, with .pub behind it.</summary>
    internal string Make(TemporaryDirectory directory, string type, string passphrase)
    {
        if (!type.StartsWith(Rsa, StringComparison.Ordinal))
            return Make(directory, type.Split(' '), passphrase);
        var file = NewFile(directory);
        File.Copy(_rsa.Value, file);
        File.Copy(_rsa.Value + ".pub", file + ".pub");
        var form = type[Rsa.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Tool.Run("ssh-keygen", [.. Quietly, "-p", "-P", "", "-N", passphrase, .. form, "-f", file]).Succeeds();
        return file;
    }

    public void Dispose() => _directory.Dispose();

    private static string Make(TemporaryDirectory directory, string[] type, string passphrase)
    {
        var file = NewFile(directory);
        Tool.Run("ssh-keygen", [.. Quietly, .. type, "-N", passphrase, "-C", "", "-f", file]).Succeeds();
        return file;
    }

    private static string NewFile(TemporaryDirectory directory) => directory.File($"key-{Guid.NewGuid():n}");
}
