using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>
/// A fresh Debian in a directory, and a signed repository of our packages on loopback that its apt trusts, with the releases 1.0.0 and
/// 1.1.0-rc.1 of what build.sh published.
/// </summary>
public sealed class DebianRoot : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        (await Shell.RunAsync(
            $$"""
            set -e; cd {{_directory.Path}}; chmod 755 .
            {
              mmdebstrap --quiet --variant=apt --include=libssl3,adduser --aptopt='Acquire::Languages "none"' \
                --dpkgopt=path-exclude=/usr/share/{doc,locale,man}/'*' --dpkgopt=path-include=/usr/share/doc/psono'*' bookworm root
            } &
            bootstrapping=$!

            mkdir -m 700 gnupg; export GNUPGHOME=$PWD/gnupg; trap 'gpgconf --kill all' EXIT
            for name in ours theirs; do gpg --batch --quiet --passphrase '' --quick-generate-key $name ed25519 sign never 2>&1; done
            {{Build("built", "1.0.0")}}
            mkdir -p repository/conf
            printf '%s\n' 'Codename: stable' 'Components: main' 'Architectures: amd64 arm64' 'SignWith: ours' >repository/conf/distributions
            reprepro --silent -b repository includedeb stable debs-1.0.0/*.deb
            for name in ours theirs; do gpg --export $name >$name.gpg; done

            wait $bootstrapping
            cp *.gpg root/usr/share/keyrings
            """,
            patience: TimeSpan.FromMinutes(3))).Succeeds();
    }

    /// <summary>
    /// Runs lines in which <c>inside COMMAND</c> is a command of that root, <c>apt COMMAND</c> its apt-get, <c>add VERSION</c> adds a
    /// release to the repository, and <c>trust KEY</c> makes it one that apt asks.
    /// </summary>
    public Task<Result> RunAsync(string lines)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root has another root directory");
        return Shell.RunAsync(
            $$"""
            set -e; cd {{_directory.Path}}; export GNUPGHOME=$PWD/gnupg
            python3 -u -m http.server --bind 127.0.0.1 --directory repository 0 >http.log 2>&1 & trap "kill $!; gpgconf --kill all" EXIT
            until grep -q 'port [1-9]' http.log; do sleep 0.02; done
            url=$(grep -o 'http://127.0.0.1:[0-9]*' http.log | head -n 1)
            inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive chroot root "$@"; }
            apt() { inside apt-get --quiet --yes "$@" >apt.log 2>&1 || { tail -n 20 apt.log; return 1; }; }
            add() { {{Build("built", "$1")}}; reprepro --silent -b repository includedeb stable debs-$1/*.deb; }
            trust() { echo "deb [signed-by=/usr/share/keyrings/$1.gpg] $url stable main" >root/etc/apt/sources.list; }
            {{lines}}
            """,
            patience: TimeSpan.FromMinutes(2));
    }

    /// <summary>What packaging/deb.sh is given: the directories of a release, of what build.sh published.</summary>
    public static string Build(string built, string version, string into = "debs") =>
        $$"""
        mkdir -p {{built}} {{into}}-{{version}}
        ln -sfnr {{Path.GetDirectoryName(Published.Server)}} {{built}}/linux-x64-server
        ln -sfnr {{Path.GetDirectoryName(Published.Server)}} {{built}}/web
        ln -sfnr {{Path.GetDirectoryName(Published.Server)}}/install {{built}}/install
        DEB_COMPRESSION=none {{Published.Root}}/packaging/deb.sh {{built}} {{into}}-{{version}} {{version}}
        """;

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}
