using System.Text.Json;
using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Web;

/// <summary>What the page "Use it" tells people to copy works as it stands there.</summary>
public sealed partial class UsageExampleTests(World world, WebBrowser browser)
{
    // What a machine has that follows an example: files at their places, seen by nobody else.
    private const string Machine = """
        set -e
        mount -t tmpfs tmpfs /run; mount -t tmpfs tmpfs /usr/local/bin
        mkdir -p /run/secrets /run/psonoci
        printf '%s' "$TOML" | tee /run/secrets/psonoci.toml /run/psonoci/psonoci.toml > /dev/null; unset TOML
        chmod 400 /run/*/psonoci.toml
        cp service.py /usr/local/bin; export PATH=/usr/local/bin:/usr/bin:/bin
        """;

    private readonly Dictionary<string, string> _secrets = [];

    [Fact]
    public async Task Each_example_of_the_page_starts_a_program_with_its_variables()
    {
        using var alice = await world.RegisterFilledAsync();
        await using var page = await browser.OpenAsync(alice, "/api-keys");
        await page.Tab.ClickAsync("#keys a:has-text('service key')");
        await page.Tab.ClickAsync("#use");
        await page.Tab.CheckAsync("#reveal");
        _secrets["PSONO_CI_CONFIG_PACKED"] = await TextAsync("#packed pre", 0);
        _secrets["TOML"] = await TextAsync("#toml pre", 0);

        await RunAsync(await TextAsync("#packed pre", 1), "PSONO_CI_CONFIG_PACKED");
        await RunAsync($"printf '%s' \"$TOML\" > psonoci.toml\n{await TextAsync("#toml pre", 1)}", "TOML");

        var github = await TextAsync("#github pre", 0);
        Assert.Contains("PSONO_CI_CONFIG_PACKED: ${{ secrets.PSONO_CI_CONFIG_PACKED }}", github, StringComparison.Ordinal);
        await RunAsync(string.Join('\n', GitHubSteps().Matches(github).Select(step => step.Groups[1].Value)), "PSONO_CI_CONFIG_PACKED");
        await RunAsync(string.Join('\n', GitLabSteps().Matches(await TextAsync("#gitlab pre", 0)).Select(step => step.Groups[1].Value)),
            "PSONO_CI_CONFIG_PACKED");

        var image = await TextAsync("#docker pre", 0);
        var add = ImageFile().Match(image);
        var install = $"curl --silent --fail {add.Groups[2].Value} --output {add.Groups[3].Value}; "
            + $"chmod {add.Groups[1].Value} {add.Groups[3].Value}\n";
        var mount = await TextAsync("#docker pre", 1);
        Assert.Contains("psonoci.toml:/run/secrets/psonoci.toml:ro", mount, StringComparison.Ordinal);
        await RunAsync($"{Machine}\n{install}{Command(image, "ENTRYPOINT ")} {Command(image, "CMD ")}", "TOML");
        await RunAsync($"{Machine}\n{install}{Command(await TextAsync("#kubernetes pre", 1), "command: ")}", "TOML");

        var unit = await TextAsync("#systemd pre", 0);
        Assert.Contains("LoadCredential=psonoci.toml:", unit, StringComparison.Ordinal);
        await RunAsync(
            $"{Machine}\n{install}export CREDENTIALS_DIRECTORY=/run/psonoci\n{UnitCommand().Match(unit).Groups[1].Value}", "TOML");

        Task<string> TextAsync(string blocks, int which) => page.Tab.Locator(blocks).Nth(which).TextContentAsync()!;
    }

    /// <summary>Lines of a script, in a directory that has what they start, with one of the secrets in the environment.</summary>
    private async Task RunAsync(string script, string secret)
    {
        using var directory = new TemporaryDirectory();
        var setup = $"cd {directory.Path}; printf '#!/bin/sh\\nprintenv db_host\\n' | tee service.py deploy.sh > /dev/null; "
            + "chmod +x service.py deploy.sh\n";
        var result = await Shell.RunAsync(
            "[ $(id -u) = 0 ] || enter=--map-root-user; exec unshare $enter --mount bash -c \"$SCRIPT\"",
            new Dictionary<string, string> { [secret] = _secrets[secret], ["SCRIPT"] = setup + script });
        Assert.Equal($"{World.Host}\n", result.Succeeds().Output);
    }

    /// <summary>A command that is a JSON array, as Docker and Kubernetes have it.</summary>
    private static string Command(string text, string before)
    {
        var line = text.Split('\n').Single(line => line.TrimStart().StartsWith(before, StringComparison.Ordinal)).Trim();
        return string.Join(' ', JsonSerializer.Deserialize<string[]>(line[before.Length..])!.Select(word => $"'{word}'"));
    }

    [GeneratedRegex(@"^ *- run: (.*)$", RegexOptions.Multiline)]
    private static partial Regex GitHubSteps();

    [GeneratedRegex(@"^    - (.*)$", RegexOptions.Multiline)]
    private static partial Regex GitLabSteps();

    [GeneratedRegex(@"^ADD --chmod=(\S+) (\S+) (\S+)$", RegexOptions.Multiline)]
    private static partial Regex ImageFile();

    [GeneratedRegex(@"^ExecStart=(.*)$", RegexOptions.Multiline)]
    private static partial Regex UnitCommand();
}
