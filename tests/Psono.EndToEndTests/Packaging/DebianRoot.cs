using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>
/// A signed repository of our packages, of what build.sh published, and for each test this machine's Debian with what the test changes in
/// it laid over. A new Debian, with systemd running in it: tests/platforms/debian.sh.
/// </summary>
public sealed class DebianRoot : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    public async ValueTask InitializeAsync() => (await Shell.RunAsync(
        $$"""
        set -e; cd {{_directory.Path}}; chmod 755 .; mkdir -p -m 700 gnupg; mkdir -p repository/conf
        export GNUPGHOME=$PWD/gnupg; trap 'gpgconf --kill all' EXIT
        for name in ours theirs; do
          gpg --batch --quiet --passphrase '' --quick-generate-key $name ed25519 sign never 2>&1
          gpg --export $name >$name.gpg
        done
        {{Build("built", "1.0.0")}}
        printf '%s\n' 'Codename: stable' 'Components: main' 'Architectures: amd64 arm64' 'SignWith: ours' >repository/conf/distributions
        reprepro --silent -b repository includedeb stable debs-1.0.0/*.deb
        """)).Succeeds();

    /// <summary>
    /// Runs lines in which <c>inside COMMAND</c> is a command in that root, <c>apt COMMAND</c> its apt-get, <c>add VERSION</c> adds a
    /// release to the repository, and <c>trust KEY</c> has apt ask it.
    /// </summary>
    public async Task<Result> RunAsync(string lines)
    {
        const string Overlay =
            "mount -t tmpfs none over && mkdir over/upper over/work "
            + "&& mount -t overlay none -o lowerdir=/,upperdir=over/upper,workdir=over/work root && mount --bind /dev root/dev";
        using var directory = new TemporaryDirectory();
        var possible = await Shell.RunAsync($"cd {directory.Path}; mkdir over root; unshare --mount sh -c '{Overlay}'");
        Assert.SkipUnless(possible.ExitCode == 0, "this machine lets nobody mount: " + possible.Error);

        await File.WriteAllTextAsync(
            directory.File("lines.sh"),
            $$"""
            set -e; cd {{directory.Path}}; {{Overlay}}
            cd {{_directory.Path}}; root={{directory.File("root")}}; export GNUPGHOME=$PWD/gnupg
            # Not all manuals of this machine anew after each step.
            rm -f $root/var/lib/man-db/auto-update
            # What the test before said must not be taken for what this one says.
            rm -f http.log
            python3 -u -m http.server --bind 127.0.0.1 --directory repository 0 >http.log 2>&1 & trap "kill $!; gpgconf --kill all" EXIT
            until grep -qs 'port [1-9]' http.log; do sleep 0.02; done
            inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive chroot $root "$@"; }
            apt() { inside apt-get --quiet --yes -o Dir::Etc::sourceparts=- "$@" >apt.log 2>&1 || { tail -n 20 apt.log; return 1; }; }
            add() {
              {{Build("built", "$1")}}
              reprepro --silent -b repository includedeb stable debs-$1/*.deb
            }
            trust() {
              cp $1.gpg $root/usr/share/keyrings
              url=$(grep -o 'http://127.0.0.1:[0-9]*' http.log | head -n 1)
              echo "deb [signed-by=/usr/share/keyrings/$1.gpg] $url stable main" >$root/etc/apt/sources.list
            }
            {{lines}}
            """);
        return await Shell.RunAsync($"exec unshare --mount bash {directory.File("lines.sh")}");
    }

    /// <summary>Calls packaging/deb.sh with the directories of a release.</summary>
    public static string Build(string built, string version, string into = "debs") =>
        $$"""
        mkdir -p {{built}} {{into}}-{{version}}
        server={{Path.GetDirectoryName(Published.Server)}}
        ln -sfn $server {{built}}/linux-x64-server; ln -sfn $server {{built}}/web; ln -sfn $server/install {{built}}/install
        DEB_COMPRESSION=none {{Published.Root}}/packaging/deb.sh {{built}} {{into}}-{{version}} {{version}}
        """;

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}
