using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Faults;

/// <summary>
/// One line for every command that talks to a server, and the names of those that do not. A test compares both with the help of psonoci.
/// </summary>
internal static class CommandLines
{
    /// <summary>They may start nothing and print nothing if the server fails.</summary>
    public static IReadOnlyDictionary<string, string> WithServer { get; } = new Dictionary<string, string>
    {
        ["run"] = "-c psonoci.toml run -- touch started",
        ["check"] = "-c psonoci.toml check -- touch started",
        ["env"] = "-c psonoci.toml env --format json --output new.json",
        ["get"] = "-c psonoci.toml get $SECRET db_host",
        ["inject"] = "-c psonoci.toml inject -i template -o new.conf",
        ["redact"] = "-c psonoci.toml redact",
        ["secret get"] = "-c psonoci.toml secret get $SECRET json",
        ["secret set"] = "-c psonoci.toml secret set $SECRET title changed",
        ["env-vars get-or-create"] = "-c psonoci.toml env-vars get-or-create $SECRET NEW",
        ["env-vars update-or-create"] = "-c psonoci.toml env-vars update-or-create $SECRET db_host changed",
        ["api-key info"] = "-c psonoci.toml api-key info",
        ["api-key secrets"] = "-c psonoci.toml api-key secrets",
        ["totp get-token"] = "-c psonoci.toml totp get-token $SECRET",
        ["totp validate-token"] = "-c psonoci.toml totp validate-token $SECRET 123456",
        ["totp get-url"] = "-c psonoci.toml totp get-url $SECRET",
        ["ssh add"] = "-c psonoci.toml ssh add $SECRET --ssh-auth-sock-path agent",
        ["gpg sign"] = "-c psonoci.toml gpg sign $SECRET template --output new.sig",
        ["gpg verify"] = "-c psonoci.toml gpg verify $SECRET template --signature template",
        ["onboard"] = "onboard --path new.toml --plain",
        ["vault approve"] = "vault approve --yes $SITE/index.html#/device/0e1ed23d-cac8-4a04-868b-275bf43b81cd/"
            + "acf25040d90e3c73abf1c395e7262bc3b5f9b1e35b96c74dcf72faba4663e98b",
        ["doctor"] = "-c psonoci.toml doctor",
        ["vault register"] = "vault register bob@example.com",
        ["vault login"] = "vault login alice@example.com",
        ["vault logout"] = "vault logout",
        ["vault status"] = "vault status",
        ["vault create"] = "vault create --title new a=1",
        ["vault ls"] = "vault ls",
        ["vault find"] = "vault find db_host",
        ["vault show"] = "vault show 'production database' --reveal",
        ["vault edit"] = "vault edit 'production database' db_host=changed",
        ["vault mv"] = "vault mv 'production database' Elsewhere",
        ["vault rm"] = "vault rm 'production database'",
        ["vault history"] = "vault history 'production database'",
        ["vault restore"] = "vault restore 'production database'",
        ["vault api-key create"] = "vault api-key create new --secret 'production database' --save new.toml",
        ["vault api-key ls"] = "vault api-key ls",
        ["vault api-key show"] = "vault api-key show 'service key'",
        ["vault api-key grant"] = "vault api-key grant 'service key' 'production database'",
        ["vault api-key revoke"] = "vault api-key revoke 'service key' 'production database'",
        ["vault api-key delete"] = "vault api-key delete 'service key'",
        ["vault second-factor ls"] = "vault second-factor ls",
        ["vault second-factor add totp"] = "vault second-factor add totp",
        ["vault second-factor add yubikey"] = "vault second-factor add yubikey --otp cccccccbcdefcccccccccccccccccccccccccccccccc",
        ["vault recovery-code create"] = "vault recovery-code create",
        ["vault reset-password"] = "vault reset-password bob@example.com --code-stdin",
        ["vault emergency-code ls"] = "vault emergency-code ls",
        ["vault emergency-code create"] = "vault emergency-code create 'for Bob'",
        ["vault emergency-code delete"] = "vault emergency-code delete 'for Bob'",
        ["vault second-factor remove"] = "vault second-factor remove 'authenticator app'",
    };

    public static IReadOnlySet<string> WithoutServer { get; } =
        new HashSet<string> { "config pack", "config save", "config show", "completion", "license", "release-key", "help" };

    /// <summary>Every command of the published psonoci that has no commands of its own.</summary>
    public static async Task<List<string>> OfPsonociAsync(string path = "")
    {
        var lines = (await Shell.RunAsync($"psonoci help {path}")).Succeeds().Output.Split('\n');
        var names = lines.SkipWhile(line => line != "commands:").Skip(1).TakeWhile(line => line.Length > 0)
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]).ToList();
        if (names.Count == 0)
            return [path];
        var leaves = new List<string>();
        foreach (var name in names)
            leaves.AddRange(await OfPsonociAsync($"{path} {name}".Trim()));
        return leaves;
    }
}
