using Psono.Tests.Client;
using Psono.Tests.Commands;

namespace Psono.Tests.Configuration;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SpecialFileTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TestTerminal _terminal = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("-c"), InlineData("--api-secret-key-file")]
    public async Task A_pipe_or_a_device_in_place_of_a_file_is_refused_at_once(string option)
    {
        var pipe = _directory.File("pipe");
        Tool.Run("mkfifo", [pipe]).Succeeds();
        foreach (var path in new[] { pipe, "/dev/zero" })
        {
            string[] args = option == "-c"
                ? [option, path, "check"]
                : [option, path, "--api-key-id", $"{ApiKeyServer.ApiKeyId}", "--server-url", "http://127.0.0.1:1", "check"];
            var exitCode = await Task.Run(() => _terminal.Run(args)).WaitAsync(
                TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, exitCode);
            Assert.Contains($"{path} is a pipe or a device, not a file", _terminal.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Owner | UnixFileMode.OtherWrite, false)]
    [InlineData(Owner | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, false)]
    [InlineData(Owner | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, true)]
    [InlineData(Owner | UnixFileMode.OtherRead, true), InlineData(Owner, true)]
    public async Task A_configuration_that_everybody_may_change_is_refused(UnixFileMode mode, bool isTaken)
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(("A", "1")));
        var config = _directory.File("psonoci.toml");
        Assert.Equal(0, _terminal.Run(server.Args("config", "save", config)));
        File.SetUnixFileMode(config, mode);
        var key = _directory.File("key");
        await File.WriteAllTextAsync(key, ApiKeyServer.SecretKeyHex, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(key, mode);

        Assert.Equal(isTaken, _terminal.Run(["-c", config, "check"]) == 0);
        string[] options = ["--api-secret-key-file", key, "--api-key-id", $"{ApiKeyServer.ApiKeyId}", "--server-url", $"{server.Http.Url}"];
        Assert.Equal(isTaken, _terminal.Run([.. options, "check"]) == 0);
        Assert.Equal(isTaken, _terminal.Run(["check"], ("CREDENTIALS_DIRECTORY", _directory.Path)) == 0);

        Assert.Equal(!isTaken, _terminal.Error.Contains($"every user may change {config}", StringComparison.Ordinal));
        Assert.Equal(!isTaken, _terminal.Error.Contains($"every user may change {key}", StringComparison.Ordinal));
    }
}
