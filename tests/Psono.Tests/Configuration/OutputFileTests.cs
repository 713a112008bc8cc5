using System.Runtime.Versioning;
using Psono.Cli;
using Psono.Cli.Configuration;

namespace Psono.Tests.Configuration;

[UnsupportedOSPlatform("windows")]
public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Target => _directory.File("psonoci.toml");

    [Fact]
    public void Only_the_owner_may_read_the_file()
    {
        OutputFile.Write(Target, "content", overwrite: false);
        Assert.Equal("content", File.ReadAllText(Target));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
        Assert.Single(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void An_existing_file_stays_unless_it_may_be_replaced()
    {
        File.WriteAllText(Target, "old");
        Assert.Contains("already exists", Assert.Throws<PsonociException>(() => OutputFile.Write(Target, "new", overwrite: false)).Message,
            StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(Target));

        OutputFile.Write(Target, "new", overwrite: true);
        Assert.Equal("new", File.ReadAllText(Target));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
        Assert.Single(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Theory]
    [InlineData("missing/psonoci.toml", "its directory does not exist")]
    [InlineData("", "it is a directory")]
    [InlineData("/dev/psonoci-test", "it is not a regular file")]
    [InlineData("/proc/self/fd/1", "it is not a regular file")]
    public void What_prevents_it_is_named(string path, string why)
    {
        var error = Assert.Throws<PsonociException>(() => OutputFile.Write(_directory.File(path), "x", overwrite: true));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    public void Dispose() => _directory.Dispose();
}
