using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>The lines that documents begin with, with the files that they name.</summary>
[Collection(Packages.Name)]
public sealed partial class ServerInOneLineTests(DebianRoot debian, Images images)
{
    private static readonly string[] Lines = LinesOf("README.md", "## A server in one line");

    [Fact]
    public void They_are_the_same_in_French()
    {
        Assert.Equal(Lines, LinesOf("docs/demarrage.md", "## Un serveur en une ligne"));
        Assert.Equal(6, Lines.Length);
    }

    [Fact]
    public async Task Apt_installs_the_file_of_the_release()
    {
        var result = (await debian.RunAsync(
            $$"""
            add {{Published.Version}}; cp debs-{{Published.Version}}/psono-server_*.deb $root/root
            line=$(cat <<'LINE'
            {{Assert.Single(Lines, line => line.StartsWith("sudo apt ", StringComparison.Ordinal))}}
            LINE
            )
            # As root, and with nobody to answer.
            inside sh -c "cd /root; ${line#sudo } --yes" >apt.log 2>&1 || { cat apt.log; exit 1; }
            inside psono-server --version
            """)).Succeeds();

        Assert.Equal($"psono-server {Published.Version}\n", result.Output);
    }

    /// <summary>By rpm, which is all of dnf that needs no other system: tests/platforms/rpm.sh has dnf.</summary>
    [Fact]
    public async Task Rpm_installs_and_upgrades_the_file_of_the_release_and_leaves_settings_and_data()
    {
        var line = Assert.Single(Lines, line => line.StartsWith("sudo dnf ", StringComparison.Ordinal));
        var result = (await debian.RunAsync(
            $$"""
            pack() {
              {{DebianRoot.Build("built", "$1", "for-rpm")}}
              rm for-rpm-$1/psonoci_*
              RPM_PAYLOAD=w0.gzdio {{Published.Root}}/packaging/rpm.sh "for-rpm-$1" "$1"
              cp "for-rpm-$1"/*.rpm $root/root
            }
            rpm() { inside rpm --force-debian --nodeps "$@" >rpm.log 2>&1 || { cat rpm.log; exit 1; }; }
            pack {{Published.Version}}; pack 9.0.0
            rpm --install /root/{{Regex.Match(line, @"[^/ ]+\.rpm").Value}}
            inside psono-server --version
            inside stat -c '%A %U %n' /etc/psono/psono-server.conf
            inside getent passwd psono | cut -d : -f 1,6,7
            inside rpm --verify --nodeps psono-server && echo as packed
            # A later package's settings never replace them.
            inside rpm --query --queryformat '[%{FILEFLAGS:fflags} %{FILENAMES}\n]' psono-server | grep ^c
            echo PSONO_LOG_LEVEL=warning >>$root/etc/psono/psono-server.conf
            inside mkdir -p /var/lib/psono; inside touch /var/lib/psono/data
            rpm --upgrade /root/psono-server-9.0.0-1.x86_64.rpm
            inside rpm --query psono-server; tail -n 1 $root/etc/psono/psono-server.conf
            rpm --erase psono-server
            inside find /etc/psono /var/lib/psono /usr/libexec /usr/lib/systemd/system -path '*psono*' -type f
            """)).Succeeds();

        Assert.Equal(
            $"""
            psono-server {Published.Version}
            -rw------- root /etc/psono/psono-server.conf
            psono:/var/lib/psono:/sbin/nologin
            as packed
            cn /etc/psono/psono-server.conf
            psono-server-9.0.0-1.x86_64
            PSONO_LOG_LEVEL=warning
            /etc/psono/psono-server.conf.rpmsave
            /var/lib/psono/data

            """,
            result.Output);
    }

    [Fact]
    public async Task Docker_runs_the_image_of_the_release()
    {
        var result = (await images.RunAsync(
            $$"""
            ln -sf out/*-image.tar .
            {{DockerStandIn.Functions}}
            {{string.Join('\n', Lines.Where(line => line.StartsWith("docker ", StringComparison.Ordinal)))}}
            within /usr/bin/psono-server healthcheck --urls "$(grep -o 'http://127.0.0.1:[1-9][0-9]*' log | head -n 1)"
            """)).Succeeds();

        Assert.Equal($"Loaded image: psono-server:{Published.Version}\nready\n", result.Output);
    }

    [Fact]
    public async Task The_archive_of_the_release_runs_where_it_is_unpacked()
    {
        using var directory = new TemporaryDirectory();
        var result = (await Shell.RunAsync(
            $$"""
            set -e; cd {{directory.Path}}
            name=psono-server-{{Published.Version}}-linux-x64
            # As pack.sh, which other tests look at; without its patience for the smallest size.
            tar -C {{Published.Root}}/artifacts/release --transform "s#^psono-server#$name#" -cf - psono-server | gzip -1 >$name.tar.gz
            serve() {
            {{string.Join('\n', Lines.Where(line => line.Contains("-linux-x64", StringComparison.Ordinal) && line[0] != 'd'))}}
            }
            export PSONO_URLS=http://127.0.0.1:0
            serve >log 2>&1 & server=$!
            until grep -q 'server key' log; do kill -0 $server || { cat log; exit 1; }; sleep 0.02; done
            curl -fsS "$(grep -o 'http://127.0.0.1:[1-9][0-9]*' log | head -n 1)/server/healthcheck/ready"
            kill $(pgrep --parent $server); ls data
            """)).Succeeds();

        Assert.Contains("\"healthy\":true", result.Output, StringComparison.Ordinal);
        Assert.Contains("keys.json", result.Output, StringComparison.Ordinal);
    }

    private static string[] LinesOf(string document, string heading)
    {
        var text = File.ReadAllText(Path.Combine(Published.Root, document));
        var section = text[text.IndexOf(heading, StringComparison.Ordinal)..].Split("\n## ")[0];
        return [.. Block().Matches(section).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
    }

    [GeneratedRegex("^```console\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
