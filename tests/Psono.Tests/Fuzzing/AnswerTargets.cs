using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.ApiKeys;
using Psono.Client.Http;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Info;
using Psono.Tests.Protocol;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Fuzzing;

/// <summary>Answers to those who have no session: what a server says of itself, and what it gives to an API key.</summary>
internal static class AnswerTargets
{
    private static readonly SecretKey ServerSeed = SecretKey.FromHex(new string('5', 64));
    private static readonly Guid Id = new("619ddffd-0bc0-47b8-bb4f-cebe7e534918");

    private static readonly byte[] Inspected = Recorded("/api-key-access/inspect/");

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Of("server-error", "Psono.Client/ServerErrors.cs") with
        {
            Seeds =
            [
                .. new[]
                {
                    """{"non_field_errors":["USERNAME_OR_PASSWORD_WRONG"]}""", """{"error":"x"}""", """{"detail":"y"}""",
                    """{"username":["This field is required."]}""", "<html>",
                }.Select(FuzzTarget.Utf8),
            ],
            Allowed = [typeof(PsonoApiException)],
            CallAsync = FuzzTarget.Bytes(body => throw ServerErrors.Refusal(new HttpAnswer(400 + (body.Length % 120), null, false, body))),
        },
        Of("server-identity", "Psono.Client/ServerIdentity.cs", "Psono.Client/Http/HttpAnswer.cs") with
        {
            Seeds = [FuzzTarget.Utf8(Transcript.Text(Transcript.Find("GET", "/info/")["response"]!["info"]))],
            CallAsync = info => ServerIdentity.FetchAsync(Answers.From(_ => Signed(info)), trustedKey: null, _ => true),
        },
        Of("prelogin", "Psono.Client/Accounts/VaultPrelogin.cs", "Psono.Protocol/Cryptography/HashingParameters.cs") with
        {
            Seeds = [FuzzTarget.Utf8("""{"hashing_algorithm":"scrypt","hashing_parameters":{"u":14,"r":8,"p":1,"l":64}}""")],
            CallAsync = PreloginAsync,
        },
        Of(
            "api-key-answer",
            "Psono.Client/ApiKeys/ApiKeyAccess.cs", "Psono.Client/ApiKeys/InspectJson.cs", "Psono.Client/ApiKeys/SealedSecret.cs",
            "Psono.Client/ApiKeys/TitleIndex.cs") with
        {
            Seeds = [Inspected, BulkAnswer()],
            CallAsync = answer => ReadAsync(_ => answer),
        },
        Of("api-key-secret", "Psono.Client/ApiKeys/SecretOpener.cs") with
        {
            Seeds = [Recorded("/api-key-access/secret/")],
            CallAsync = answer => ReadAsync(path => path.EndsWith("inspect/", StringComparison.Ordinal) ? Inspected : answer),
        },
    ];

    private static FuzzTarget Of(string name, params string[] sources) => new()
    {
        Name = name,
        Sources = sources,
        Seeds = [],
        Allowed = [typeof(PsonoApiException)],
        Allocation = 8 << 20,
        Inputs = 200,
        CallAsync = _ => Task.CompletedTask,
    };

    private static byte[] Recorded(string path)
    {
        var exchange = Transcript.ApiKeyAccess.First(
            exchange => Transcript.Text(exchange["path"]) == path && exchange["status"]!.GetValue<int>() == 200);
        return FuzzTarget.Utf8(exchange["response"]!.ToJsonString());
    }

    private static byte[] BulkAnswer()
    {
        var answer = JsonNode.Parse(Inspected)!;
        var secret = JsonNode.Parse(Recorded("/api-key-access/secret/"))!.AsObject();
        secret["secret_id"] = Id.ToString();
        var (text, nonce) = (new string('0', 64), new string('0', 48));
        var title = JsonNode.Parse($$"""{"secret_id":"{{Id}}","title":"{{text}}","title_nonce":"{{nonce}}"}""");
        answer["psono_net"] = new JsonObject { ["secrets"] = new JsonArray(secret), ["titles"] = new JsonArray(title) };
        return FuzzTarget.Utf8(answer.ToJsonString());
    }

    /// <summary>The text in the body is the server's own: it is signed as it is.</summary>
    private static byte[] Signed(byte[] info) => JsonSerializer.SerializeToUtf8Bytes(
        new InfoResponse
        {
            Info = Encoding.UTF8.GetString(info),
            Signature = Convert.ToHexStringLower(Ed25519.Sign(ServerSeed, FuzzTarget.Utf8(Encoding.UTF8.GetString(info)))),
            VerifyKey = Convert.ToHexStringLower(Ed25519.VerifyKey(ServerSeed)),
        },
        PsonoJsonContext.Wire.InfoResponse);

    private static async Task PreloginAsync(byte[] answer)
    {
        using var transport = Answers.From(_ => answer);
        var cost = await VaultPrelogin.AskAsync(transport, "alice@example.com", CancellationToken.None);
        var blocks = (1L << cost.U) * cost.R * cost.P;
        Assert.True(cost.MeetsMinimum && blocks <= 256L * (1 << 14) * 8, cost.ToString());
    }

    private static async Task ReadAsync(Func<string, byte[]> answer)
    {
        var key = SecretKey.FromBytes(Transcript.ApiKeySecretKey.Bytes);
        using var client = new ApiKeyClient(Answers.From(request => answer(Answers.PathOf(request))), Guid.Empty, key);
        foreach (var secret in await client.ReadManyAsync(null))
            secret.Dispose();
        _ = await client.FindAsync("a title");
    }
}
