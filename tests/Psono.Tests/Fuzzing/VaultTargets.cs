using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Tests.Protocol;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Fuzzing;

/// <summary>
/// Answers inside a session: changed before they are sealed, by a server that has the key. An input is a path in the first line, and what
/// is answered there; elsewhere it is what was recorded.
/// </summary>
internal static class VaultTargets
{
    private const string History = "secret/history/619ddffd-0bc0-47b8-bb4f-cebe7e534918/";
    private const string Sessions = "authentication/sessions/";

    private static readonly Guid ApiKey = new("dfec219b-cfc8-448b-8215-6c18d6ed6985");

    private static readonly Dictionary<string, byte[]> Recorded = Answered();

    private static readonly VaultSession Session = new()
    {
        ServerUrl = "https://vault.example.com/server",
        ServerVerifyKey = new string('0', 64),
        Username = "alice@example.com",
        DeviceFingerprint = "device",
        Token = new string('0', 64),
        SessionSecretKey = Transcript.SessionSecretKey.ToHex(),
        UserSecretKey = Transcript.UserSecretKey.ToHex(),
        UserPrivateKey = Transcript.UserPrivateKey.ToHex(),
    };

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "vault-answer",
            Sources =
            [
                "Psono.Client/Vault/VaultDatastore.cs", "Psono.Client/Vault/VaultApiKeys.cs", "Psono.Client/Vault/VaultSecrets.cs",
                "Psono.Client/Vault/SealedTransport.cs",
            ],
            Seeds = [.. Recorded.Select(answer => (byte[])[.. Encoding.UTF8.GetBytes(answer.Key), (byte)'\n', .. answer.Value])],
            Allowed = [typeof(PsonoApiException)],
            Allocation = 16 << 20,
            CallAsync = ReadAsync,
        },
    ];

    private static Dictionary<string, byte[]> Answered()
    {
        var answers = Transcript.Exchanges
            .Where(exchange => Transcript.Text(exchange["method"]) == "GET" && exchange["response_plain"] is not null)
            .GroupBy(exchange => Transcript.Text(exchange["path"])[1..])
            .Where(path => path.Key.StartsWith("datastore/0", StringComparison.Ordinal)
                || path.Key.StartsWith("api-key/", StringComparison.Ordinal))
            .ToDictionary(path => path.Key, path => FuzzTarget.Utf8(path.Last()["response_plain"]!.ToJsonString()));
        answers["datastore/"] =
            """
            {"datastores":[{"id":"0af4c583-d7ca-4275-9b0d-272611e19466","type":"password","description":"Default","is_default":true}]}
            """u8.ToArray();
        answers[Sessions] =
            """
            {"sessions":[{"id":"0e1ed23d-cac8-4a04-868b-275bf43b81cd","create_date":"2026-11-23T19:12:46Z","device_description":"d",
            "current_session":true}]}
            """u8.ToArray();
        answers[History] =
            """
            {"history":[{"id":"0e1ed23d-cac8-4a04-868b-275bf43b81cd","create_date":"2026-11-23T19:12:46Z","username":"a@example.com"}]}
            """u8.ToArray();
        var written = Transcript.Find("PUT", "/secret/")["request_plain"]!;
        answers["secret/619ddffd-0bc0-47b8-bb4f-cebe7e534918/"] = FuzzTarget.Utf8(new JsonObject
        {
            ["create_date"] = "2026-11-23T19:12:46Z", ["write_date"] = "2026-11-23T19:12:46Z", ["data"] = written["data"]!.DeepClone(),
            ["data_nonce"] = written["data_nonce"]!.DeepClone(), ["type"] = "password", ["read_count"] = 1, ["callback_url"] = "",
            ["callback_user"] = "", ["callback_pass"] = "",
        }.ToJsonString());
        return answers;
    }

    private static async Task ReadAsync(byte[] input)
    {
        var end = Array.IndexOf(input, (byte)'\n');
        var path = Encoding.UTF8.GetString(input.AsSpan(0, Math.Max(end, 0)));
        using var client = new VaultClient(Answers.From(request => Sealed(Answers.PathOf(request))), Session, TimeProvider.System);
        await AskAsync(client, path);

        byte[] Sealed(string asked)
        {
            var answer = asked == path ? input[(end + 1)..] : Recorded.GetValueOrDefault(asked, []);
            return JsonSerializer.SerializeToUtf8Bytes(
                SecretBox.Seal(Transcript.SessionSecretKey, answer), PsonoJsonContext.Wire.SealedText);
        }
    }

    private static async Task AskAsync(VaultClient client, string path)
    {
        if (path == Sessions)
            Assert.All(await client.ListSessionsAsync(), Assert.NotNull);
        if (path.StartsWith("api-key/", StringComparison.Ordinal))
        {
            Assert.All(await client.ApiKeys.ListAsync(), Assert.NotNull);
            Assert.All(await client.ApiKeys.ListGrantsAsync(ApiKey), Assert.NotNull);
            using var key = await client.ApiKeys.ReadAsync(ApiKey);
        }

        if (!path.Contains("datastore/", StringComparison.Ordinal) && !path.StartsWith("secret/", StringComparison.Ordinal))
            return;
        var tree = await client.Datastore.ReadAsync();
        if (tree.Items.FirstOrDefault(item => item.SecretId is not null) is not { } entry)
            return;
        Assert.All(await client.Secrets.ListVersionsAsync(entry), Assert.NotNull);
        using var secret = await client.Secrets.ReadAsync(entry);
    }
}
