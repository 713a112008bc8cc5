using System.Text.Json;
using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Web;

/// <summary>What the page "Connect a machine" tells people to copy works as it stands there.</summary>
public sealed partial class UsageExampleTests(World world, WebBrowser browser)
{
    // What a machine has that follows an example: files at their places, seen by nobody else, and nothing besides but the system's own.
    private const string Machine = """
        set -e
        mount -t tmpfs tmpfs /run; mount -t tmpfs tmpfs /usr/local/bin
        mkdir -p /run/secrets /run/psonoci
        printf '%s' "$TOML" | tee psonoci.toml /run/secrets/psonoci.toml /run/psonoci/psonoci.toml > /dev/null; unset TOML
        chmod 400 /run/*/psonoci.toml
        cp service.py /usr/local/bin; export PATH=/usr/local/bin:/usr/bin:/bin
        sudo() { "$@"; }
        """;

    private readonly Dictionary<string, string> _secrets = [];

    [Fact]
    public async Task The_blocks_for_a_shell_work_one_after_another_in_a_fresh_one()
    {
        using var alice = await world.RegisterFilledAsync();
        await using var page = await OpenAsync(alice);
        var blocks = new[] { "#install pre", "#shell pre", "#toml pre", "#packed pre" };
        var script = new List<string>();
        foreach (var block in blocks)
            script.Add((await page.Tab.Locator(block).Last.TextContentAsync())!);

        // The file is downloaded by the button above its block.
        await RunAsync(
            $"export PATH=/usr/bin:/bin; printf '%s' \"$TOML\" > psonoci.toml; unset TOML\n{string.Join('\n', script)}", "TOML",
            $"psonoci: OK\n{World.Host}\n{World.Host}\n{World.Host}\n");
    }

    [Fact]
    public async Task Each_example_of_the_page_starts_a_program_with_its_variables()
    {
        using var alice = await world.RegisterFilledAsync();
        await using var page = await OpenAsync(alice);
        var github = await TextAsync("#github pre", 0);
        Assert.Contains("PSONO_CI_CONFIG_PACKED: ${{ secrets.PSONO_CI_CONFIG_PACKED }}", github, StringComparison.Ordinal);
        var steps = GitHubSteps().Matches(github).Select(step => step.Groups[1].Value.Trim()).Where(step => step != "|");
        await RunAsync("set -e\n" + string.Join('\n', steps), "PSONO_CI_CONFIG_PACKED", Masked);
        steps = GitLabSteps().Matches(await TextAsync("#gitlab pre", 0)).Select(step => step.Groups[1].Value);
        await RunAsync("set -e\n" + string.Join('\n', steps), "PSONO_CI_CONFIG_PACKED", Masked);

        var image = await TextAsync("#docker pre", 0);
        var add = ImageFile().Match(image);
        var install = $"curl -fsSL {add.Groups[3].Value} -o {add.Groups[4].Value}; chmod {add.Groups[1].Value} {add.Groups[4].Value}\n"
            + $"echo '{add.Groups[2].Value}  {add.Groups[4].Value}' | sha256sum --check --quiet\n";
        var mount = await TextAsync("#docker pre", 1);
        Assert.Contains("psonoci.toml:/run/secrets/psonoci.toml:ro", mount, StringComparison.Ordinal);
        Assert.Contains("--user \"$(id -u):$(id -g)\"", mount, StringComparison.Ordinal);
        await RunAsync($"{Machine}\n{install}{Command(image, "ENTRYPOINT ")} {Command(image, "CMD ")}", "TOML", Value);

        // What fsGroup makes of it: root's, and readable by a group of the process, which is warned of nothing.
        var pod = await TextAsync("#kubernetes pre", 1);
        Assert.Contains("runAsNonRoot: true", pod, StringComparison.Ordinal);
        var group = FsGroup().Match(pod).Groups[1].Value;
        await RunAsync(
            $"""
            {Machine}
            {install}chmod 440 /run/psonoci/psonoci.toml
            if chown 0:{group} /run/psonoci/psonoci.toml 2>/dev/null; then
              chmod 755 .
              exec setpriv --reuid 12345 --regid 12345 --groups {group} {Command(pod, "command: ")}
            fi
            exec {Command(pod, "command: ")}
            """, "TOML", Value);

        var unit = await TextAsync("#systemd pre", 1);
        var file = Credential().Match(unit).Groups[1].Value;
        await RunAsync(
            $"{Machine}\nmount -t tmpfs tmpfs /etc\n"
            + $"{{ {await TextAsync("#install pre", 0)}; }} > /dev/null\n{await TextAsync("#systemd pre", 0)}\n"
            + $"rm -r /run/psonoci; mkdir /run/psonoci; cp {file} /run/psonoci/psonoci.toml; stat -c %a {file} >&2\n"
            + $"export CREDENTIALS_DIRECTORY=/run/psonoci\n{UnitCommand().Match(unit).Groups[1].Value}", "TOML", Value, "600\n");

        Task<string> TextAsync(string blocks, int which) => page.Tab.Locator(blocks).Nth(which).TextContentAsync()!;
    }

    private static string Value => $"{World.Host}\n";

    /// <summary>What CI keeps of what a step prints.</summary>
    private static string Masked => "psonoci: OK\n[redacted]\n";

    private async Task<WebPage> OpenAsync(Account alice)
    {
        var page = await browser.OpenAsync(alice, "/api-keys");
        await page.Tab.ClickAsync("#keys a:has-text('service key')");
        await page.Tab.ClickAsync("#use");
        await page.Tab.CheckAsync("#reveal");
        _secrets["PSONO_CI_CONFIG_PACKED"] = (await page.Tab.Locator("#packed pre").First.TextContentAsync())!;
        _secrets["TOML"] = (await page.Tab.Locator("#toml pre").First.TextContentAsync())!;
        return page;
    }

    /// <summary>Lines of a script, in a directory that has what they start, with one of the secrets in the environment.</summary>
    private async Task RunAsync(string script, string secret, string output, string errors = "")
    {
        using var directory = new TemporaryDirectory();
        var setup = $"cd {directory.Path}; printf '#!/bin/sh\\nprintenv db_host\\n' | tee service.py deploy.sh > /dev/null; "
            + "chmod +x service.py deploy.sh\n";
        var result = await Shell.RunAsync(
            "[ $(id -u) = 0 ] || enter=--map-root-user; exec unshare $enter --mount bash -c \"$SCRIPT\"",
            new Dictionary<string, string> { [secret] = _secrets[secret], ["SCRIPT"] = setup + script });
        Assert.Equal((output, errors), (result.Succeeds().Output, result.Error));
    }

    /// <summary>A command that is a JSON array, as Docker and Kubernetes have it.</summary>
    private static string Command(string text, string before)
    {
        var line = text.Split('\n').Single(line => line.TrimStart().StartsWith(before, StringComparison.Ordinal)).Trim();
        return string.Join(' ', JsonSerializer.Deserialize<string[]>(line[before.Length..])!.Select(word => $"'{word}'"));
    }

    [GeneratedRegex(@"^ *- run: (.*)$|^ {6}(?! *PSONO|env)(?<1>.*)$", RegexOptions.Multiline)]
    private static partial Regex GitHubSteps();

    [GeneratedRegex(@"^    - (.*)$", RegexOptions.Multiline)]
    private static partial Regex GitLabSteps();

    [GeneratedRegex(@"^ADD --chmod=(\S+) --checksum=sha256:(\S+) (\S+) (\S+)$", RegexOptions.Multiline)]
    private static partial Regex ImageFile();

    [GeneratedRegex(@"fsGroup: (\d+)")]
    private static partial Regex FsGroup();

    [GeneratedRegex(@"^LoadCredential=psonoci\.toml:(\S+)$", RegexOptions.Multiline)]
    private static partial Regex Credential();

    [GeneratedRegex(@"^ExecStart=(.*)$", RegexOptions.Multiline)]
    private static partial Regex UnitCommand();
}
