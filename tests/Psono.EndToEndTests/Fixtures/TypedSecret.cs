using System.Text.Json.Nodes;
using Psono.Client.ApiKeys;
using Psono.Client.Http;
using Psono.Protocol.Cryptography;

namespace Psono.EndToEndTests.Fixtures;

/// <summary>
/// A secret of a type that psonoci does not make: it is made as another, and then rewritten with an API key, as any client may.
/// </summary>
public static class TypedSecret
{
    public static async Task<(string SecretId, string Config)> CreateAsync(Account account, string title, JsonObject members)
    {
        var (id, config) = await account.CreateAsync(title, "A=1\n", "--write");
        var settings = (await File.ReadAllLinesAsync(config))
            .Where(line => line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Split('=', 2))
            .ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim().Trim('"'));
        using var client = new ApiKeyClient(
            new HttpTransport(new Uri(settings["server_url"]), new HttpOptions()), new Guid(settings["api_key_id"]),
            SecretKey.FromHex(settings["api_secret_key_hex"]));
        await client.UpdateAsync(new Guid(id), content =>
        {
            foreach (var member
                in content.Members.Where(member => member.StartsWith("environment_variables_", StringComparison.Ordinal)).ToList())
                content.Set(member, null);
            foreach (var (name, value) in members)
                content.Set(name, value?.DeepClone());
            return true;
        });
        return (id, config);
    }

    public static Task<(string SecretId, string Config)> TotpAsync(
        Account account, string title) => CreateAsync(account, title, new JsonObject
    {
        ["totp_title"] = title,
        ["totp_code"] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        ["totp_period"] = 30,
        ["totp_algorithm"] = "SHA1",
        ["totp_digits"] = 6,
    });

    /// <summary>A key that ssh-keygen makes.</summary>
    public static async Task<(string SecretId, string Config)> SshKeyAsync(Account account, string title, string passphrase)
    {
        using var directory = new TemporaryDirectory();
        (await Shell.RunAsync($"ssh-keygen -q -t ed25519 -N '{passphrase}' -f {directory.File("key")}")).Succeeds();
        return await CreateAsync(account, title, new JsonObject
        {
            ["ssh_own_key_title"] = title,
            ["ssh_own_key_public"] = (await File.ReadAllTextAsync(directory.File("key.pub"))).Trim(),
            ["ssh_own_key_private"] = await File.ReadAllTextAsync(directory.File("key")),
        });
    }

    /// <summary>A key that GnuPG makes, in a home of its own.</summary>
    public static async Task<(string SecretId, string Config)> GpgKeyAsync(Account account, string title, string home)
    {
        (await Shell.RunAsync(
            $"chmod 700 {home}; GNUPGHOME={home} gpg --batch --passphrase '' --quick-generate-key '{title}' ed25519 sign never"))
            .Succeeds();
        return await CreateAsync(account, title, new JsonObject
        {
            ["mail_gpg_own_key_title"] = title,
            ["mail_gpg_own_key_public"] = (await Shell.RunAsync($"GNUPGHOME={home} gpg --armor --export")).Succeeds().Output,
            ["mail_gpg_own_key_private"] = (await Shell.RunAsync(
                $"GNUPGHOME={home} gpg --batch --pinentry-mode loopback --passphrase '' --armor --export-secret-keys")).Succeeds().Output,
        });
    }
}
