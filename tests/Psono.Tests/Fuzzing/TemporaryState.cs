using Psono.Cli.Commands.Vault;

namespace Psono.Tests.Fuzzing;

/// <summary>A state directory whose files the test writes. It is gone when the process ends.</summary>
internal sealed class TemporaryState
{
    private readonly Lazy<TemporaryDirectory> _directory = new(() =>
    {
        var directory = new TemporaryDirectory();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Dispose();
        return directory;
    });

    public string Path => _directory.Value.Path;

    public StateDirectory Directory => new(Path);

    public void Write(string file, byte[] content)
    {
        File.WriteAllBytes(System.IO.Path.Combine(Path, file), content);
        File.SetUnixFileMode(System.IO.Path.Combine(Path, file), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
