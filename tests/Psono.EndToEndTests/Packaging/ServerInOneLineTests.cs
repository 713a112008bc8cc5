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
        Assert.Equal(5, Lines.Length);
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
