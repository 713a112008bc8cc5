using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Release;

/// <summary>What packaging/pack.sh makes of files that were published: archives, sums and signatures.</summary>
public sealed class PackingTests : IDisposable
{
    private const string AllowedSigners = """sed "s/^/releases namespaces=\"file\" /" key.pub >signers""";
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Archives_are_what_they_say_and_the_same_twice()
    {
        var result = (await PackAsync(
            """
            pack one; sleep 1; umask 077; chmod -R go= built; pack two; diff -r one two && echo the same
            cd one; sha256sum --check --quiet SHA256SUMS && echo the sums are right
            ls
            rpm -qplv psono-server-1.2.3-1.x86_64.rpm | awk '!/share/ { print $1, $3, $9, $10, $11 }' | sed 's/ *$//'
            tar -tvzf psono-server-1.2.3-linux-x64.tar.gz | awk '{ print $1, $2, $4, $5, $6 }'
            tar -xOzf psonoci-1.2.3-linux-arm64.tar.gz psonoci-1.2.3-linux-arm64/psonoci
            unzip -Z1 psonoci-1.2.3-win-x64.zip
            """)).Succeeds();

        Assert.Equal(
            """
            the same
            the sums are right
            Psono.Protocol.1.2.3.nupkg
            SHA256SUMS
            compose.postgresql.yaml
            compose.yaml
            psono-server-1.2.3-1.x86_64.rpm
            psono-server-1.2.3-linux-x64.tar.gz
            psono-server_1.2.3_amd64.deb
            psonoci-1.2.3-1.aarch64.rpm
            psonoci-1.2.3-1.x86_64.rpm
            psonoci-1.2.3-linux-arm64.tar.gz
            psonoci-1.2.3-linux-x64-glibc.tar.gz
            psonoci-1.2.3-linux-x64.tar.gz
            psonoci-1.2.3-win-x64.zip
            psonoci_1.2.3_amd64.deb
            psonoci_1.2.3_arm64.deb
            drwxr-xr-x root /etc/psono
            -rw------- root /etc/psono/psono-server.conf
            lrwxrwxrwx root /usr/bin/psono-server -> ../libexec/psono-server/psono-server
            -rw-r--r-- root /usr/lib/systemd/system/psono-server.service
            drwxr-xr-x root /usr/libexec/psono-server
            drwxr-xr-x root /usr/libexec/psono-server/install
            drwxr-xr-x root /usr/libexec/psono-server/install/linux-arm64
            -rwxr-xr-x root /usr/libexec/psono-server/install/linux-arm64/psonoci
            drwxr-xr-x root /usr/libexec/psono-server/install/linux-x64
            -rwxr-xr-x root /usr/libexec/psono-server/install/linux-x64/psonoci
            drwxr-xr-x root /usr/libexec/psono-server/install/win-x64
            -rwxr-xr-x root /usr/libexec/psono-server/install/win-x64/psonoci.exe
            -rw-r--r-- root /usr/libexec/psono-server/libe_sqlite3.so
            -rwxr-xr-x root /usr/libexec/psono-server/psono-server
            drwxr-xr-x root /usr/libexec/psono-server/wwwroot
            -rw-r--r-- root /usr/libexec/psono-server/wwwroot/index.html
            drwxr-xr-x 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/
            -rw-r--r-- 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/LICENSE
            -rw-r--r-- 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/THIRD-PARTY-LICENSES
            drwxr-xr-x 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/install/
            drwxr-xr-x 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/install/linux-arm64/
            -rwxr-xr-x 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/install/linux-arm64/psonoci
            drwxr-xr-x 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/install/linux-x64/
            -rwxr-xr-x 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/install/linux-x64/psonoci
            drwxr-xr-x 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/install/win-x64/
            -rwxr-xr-x 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/install/win-x64/psonoci.exe
            -rw-r--r-- 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/libe_sqlite3.so
            -rwxr-xr-x 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/psono-server
            -rw-r--r-- 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/psono-server.conf
            -rw-r--r-- 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/psono-server.service
            drwxr-xr-x 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/wwwroot/
            -rw-r--r-- 0/0 2001-09-09 01:46 psono-server-1.2.3-linux-x64/wwwroot/index.html
            linux-arm64
            psonoci-1.2.3-win-x64/
            psonoci-1.2.3-win-x64/LICENSE
            psonoci-1.2.3-win-x64/THIRD-PARTY-LICENSES
            psonoci-1.2.3-win-x64/psonoci.exe

            """,
            result.Output);
    }

    [Fact]
    public async Task A_signed_release_is_verified_by_its_key_and_by_no_other()
    {
        var result = (await PackAsync(
            $$"""
            ssh-keygen -q -t ed25519 -N '' -f key; {{AllowedSigners}}
            export PSONO_RELEASE_KEY=$PWD/key; pack one 2>&1
            verify() { ssh-keygen -Y verify -f "$1" -I "$2" -n file -s one/SHA256SUMS.sig <one/SHA256SUMS 2>&1; }
            verify signers releases
            ! verify {{Published.Root}}/packaging/allowed_signers psono-net-releases
            dpkg-deb --fsys-tarfile one/psono-server_1.2.3_amd64.deb | tar -t | grep -o 'install/SHA256SUMS.sig'
            tar -xzf one/psono-server-1.2.3-linux-x64.tar.gz; cd psono-server-1.2.3-linux-x64/install
            find . -type f ! -name 'SHA256SUMS*' -printf '%P\n' | LC_ALL=C sort | xargs sha256sum >../sums
            ssh-keygen -Y verify -f ../../signers -I releases -n file -s SHA256SUMS.sig <../sums
            echo >>../sums; ! ssh-keygen -Y verify -f ../../signers -I releases -n file -s SHA256SUMS.sig <../sums 2>&1
            """)).Succeeds();

        Assert.Contains("install/SHA256SUMS.sig", result.Lines);
        Assert.Equal(2, result.Lines.Count(line => line.StartsWith("Good \"file\" signature for releases", StringComparison.Ordinal)));
        Assert.Equal(2, result.Lines.Count(line => line.StartsWith("Could not verify signature.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_key_that_psonoci_prints_is_the_one_of_the_repository_and_of_the_README()
    {
        var key = (await Shell.RunAsync("psonoci release-key")).Succeeds().Output;

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Published.Root, "packaging/allowed_signers")), key);
        Assert.Contains(key.Trim(), await File.ReadAllTextAsync(Path.Combine(Published.Root, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_page_about_releases_says_verifies_a_release()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Published.Root, "docs/releasing.md"));
        var lines = page.Split("```sh\n")[1].Split("```")[0];

        var result = (await Shell.RunAsync(
            $$"""
            set -e; cd {{_directory.Path}}
            ssh-keygen -q -t ed25519 -N '' -f key
            psonoci() { [ "$1" = release-key ]; sed 's/^/psono-net-releases namespaces="file" /' key.pub; }
            echo archive >psonoci-1.2.3-linux-x64.tar.gz; echo another >another.tar.gz; sha256sum *.tar.gz >SHA256SUMS; rm another.tar.gz
            ssh-keygen -q -Y sign -f key -n file SHA256SUMS
            {{lines}}
            """)).Succeeds();

        Assert.Contains("Good \"file\" signature for psono-net-releases", result.Output, StringComparison.Ordinal);
        Assert.Contains("psonoci-1.2.3-linux-x64.tar.gz: OK", result.Output, StringComparison.Ordinal);
    }

    /// <summary>With a function <c>pack DIRECTORY</c>, and in "built" what would have been published.</summary>
    private Task<Result> PackAsync(string script) => Shell.RunAsync(
        $$"""
        set -e; cd {{_directory.Path}}
        put() { mkdir -p "$(dirname "$1")"; echo "$2" >"$1"; chmod "$3" "$1"; }
        put built/install/linux-x64/psonoci "$(printf '#!/bin/sh\necho what it prints')" 755
        put built/install/linux-arm64/psonoci linux-arm64 755
        put built/install/win-x64/psonoci.exe win-x64 755
        put built/linux-x64-glibc/psonoci glibc 755
        put built/linux-x64-server/psono-server server 755; put built/linux-x64-server/libe_sqlite3.so sqlite 644
        put built/linux-x64-server/psono-server.xml 'not to be shipped' 644
        put built/web/wwwroot/index.html page 644
        # Images need Debian's packages, from elsewhere.
        mkdir bin; ln -s /usr/bin/* bin; rm -f bin/buildah; PATH=$PWD/bin
        pack() {
          put "$1/Psono.Protocol.1.2.3.nupkg" package 644
          SOURCE_DATE_EPOCH=1000000000 {{Published.Root}}/packaging/pack.sh built "$1" 1.2.3
        }
        {{script}}
        """);

    public void Dispose() => _directory.Dispose();
}
