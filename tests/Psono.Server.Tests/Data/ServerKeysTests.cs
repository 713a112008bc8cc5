using System.Diagnostics;
using Psono.Server.Data;

namespace Psono.Server.Tests.Data;

public sealed class ServerKeysTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => _directory.File(ServerKeys.FileName);

    [Fact]
    public void Keys_are_made_once_and_only_their_owner_may_read_them()
    {
        var first = ServerKeys.Open(File, mayCreate: true);
        var second = ServerKeys.Open(File, mayCreate: true);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal([File], Directory.GetFiles(_directory.Path));
        Assert.Equal(first.PublicKey.ToHex(), second.PublicKey.ToHex());
        Assert.Equal(first.DatabaseSecret, second.DatabaseSecret);
        Assert.Equal(
            4, new HashSet<string> { first.PrivateKey.ToHex(), first.DatabaseSecret, first.EmailSecret, first.ActivationSecret }.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"private_key":"00","db_secret":"a","email_secret":"b","activation_secret":"c"}""")]
    public void A_file_that_is_not_ours_is_refused_and_kept(string content)
    {
        System.IO.File.WriteAllText(File, content);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var refused = Assert.Throws<StartException>(() => ServerKeys.Open(File, mayCreate: true));

        Assert.StartsWith($"cannot read the keys file {File}: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.GroupRead | UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.GroupRead | UnixFileMode.OtherRead)]
    public void A_file_that_others_may_read_or_write_is_refused(UnixFileMode others)
    {
        ServerKeys.Open(File, mayCreate: true);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | others);

        RefusesForOthers();
    }

    /// <summary>As Kubernetes hands over a Secret (mode 0440, root, fsGroup), by a symbolic link.</summary>
    [Fact]
    public void A_file_that_root_gave_to_the_group_of_this_process_is_read_and_one_of_another_group_is_refused()
    {
        var target = _directory.File("target");
        ServerKeys.Open(target, mayCreate: true);
        System.IO.File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        System.IO.File.CreateSymbolicLink(File, target);

        if (!Environment.IsPrivilegedProcess)
        {
            RefusesForOthers();
            return;
        }

        ServerKeys.Open(File, mayCreate: false);
        SetOwner(target, "0:12345");
        RefusesForOthers();
        SetOwner(target, "12345:0");
        RefusesForOthers();
    }

    [Fact]
    public void A_file_that_was_named_is_not_made_up()
    {
        Assert.Equal(
            $"the keys file {File} does not exist", Assert.Throws<StartException>(() => ServerKeys.Open(File, mayCreate: false)).Message);
    }

    public void Dispose() => _directory.Dispose();

    private static void SetOwner(string path, string owner)
    {
        using var chown = Process.Start("chown", [owner, path]);
        chown.WaitForExit();
        Assert.Equal(0, chown.ExitCode);
    }

    private void RefusesForOthers() => Assert.Equal(
        $"others may read or write the keys file {File}: run chmod 600 on it",
        Assert.Throws<StartException>(() => ServerKeys.Open(File, mayCreate: true)).Message);
}
