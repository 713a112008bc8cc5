using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.DeviceCodes;
using Psono.Protocol.Info;
using Psono.Protocol.Sessions;
using Psono.Tests.Protocol;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Fuzzing;

/// <summary>What a server that has its keys puts into the boxes of a login.</summary>
internal static class LoginTargets
{
    private static readonly Guid Id = new("0e1ed23d-cac8-4a04-868b-275bf43b81cd");
    private static readonly SecretKey ServerKey = SecretKey.FromHex(new string('6', 64));
    private static readonly string Key = new('7', 64);

    /// <summary>What stands in the place of the credentials, which are sealed when the key is known.</summary>
    private const string Sealed =
        """
        "token_valid_till":"2026-11-23T19:12:46Z","encrypted_credentials":"@","encrypted_credentials_nonce":"@@"
        """;

    private static readonly byte[] Info = InfoAnswer();

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "login-box",
            Sources = ["Psono.Client/Accounts/VaultLogin.cs"],
            Seeds = [FuzzTarget.Utf8(Transcript.Find("POST", "/authentication/login/")["response_plain"]!["login_info"]!.ToJsonString())],
            Allowed = [typeof(PsonoApiException)],
            Allocation = 64 << 20,

            // Each input is a login, which takes a password hash.
            Inputs = 3,
            CallAsync = LogInAsync,
        },
        new()
        {
            Name = "device-code-box",
            Sources = ["Psono.Client/Accounts/DeviceLogin.cs"],
            Seeds =
            [
                FuzzTarget.Utf8(
                    $$"""
                    {"id":"{{Id}}","state":"CLAIMED","token":"00","session_secret_key":"{{Key}}",{{Sealed}}}
                    {"user_private_key":"{{Key}}","user_secret_key":"{{Key}}","user_sauce":"{{Key}}"}
                    """),
            ],
            Words = ["@", "@@"],
            Secrets = [Key],
            Allowed = [typeof(PsonoApiException)],
            Allocation = 16 << 20,
            Inputs = 60,
            CallAsync = ClaimAsync,
        },
    ];

    private static byte[] InfoAnswer()
    {
        var seed = SecretKey.FromHex(new string('5', 64));
        var info = JsonNode.Parse(Transcript.Text(Transcript.Find("GET", "/info/")["response"]!["info"]))!;
        info["public_key"] = PublicKey.Of(ServerKey).ToHex();
        var text = info.ToJsonString();
        return JsonSerializer.SerializeToUtf8Bytes(
            new InfoResponse
            {
                Info = text,
                Signature = Convert.ToHexStringLower(Ed25519.Sign(seed, Encoding.UTF8.GetBytes(text))),
                VerifyKey = Convert.ToHexStringLower(Ed25519.VerifyKey(seed)),
            },
            PsonoJsonContext.Wire.InfoResponse);
    }

    private static async Task LogInAsync(byte[] box)
    {
        using var transport = Answers.From(request => Answers.PathOf(request) switch
        {
            "info/" => Info,
            "authentication/prelogin/" => """{"hashing_algorithm":"scrypt","hashing_parameters":{"u":14,"r":8,"p":1,"l":64}}"""u8.ToArray(),
            _ => Login(request),
        });
        var server = await ServerIdentity.FetchAsync(transport, trustedKey: null, _ => true);
        var credentials = new VaultCredentials { Username = Transcript.Username, Password = Transcript.Password };
        await VaultClient.LoginAsync(transport, server, credentials, TimeProvider.System);

        byte[] Login(HttpRequestMessage request)
        {
            using var body = request.Content!.ReadAsStream();
            var sealedBox = Box.Seal(ServerKey, PublicKeyIn(body, "public_key"), box);
            return JsonSerializer.SerializeToUtf8Bytes(
                new LoginResponse { LoginInfo = sealedBox.Text, LoginInfoNonce = sealedBox.Nonce }, PsonoJsonContext.Wire.LoginResponse);
        }
    }

    private static async Task ClaimAsync(byte[] input)
    {
        DeviceLogin? login = null;
        PublicKey? device = null;
        using var transport = Answers.From(request => Answers.PathOf(request) switch
        {
            "info/" => Info,
            "device-code/" => Create(request),
            _ => Token(),
        });
        var server = await ServerIdentity.FetchAsync(transport, trustedKey: null, _ => true);
        using (login = await DeviceLogin.StartAsync(transport, server, "fuzz", new FakeTimeProvider()))
            _ = await login.WaitAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1));

        byte[] Create(HttpRequestMessage request)
        {
            using var body = request.Content!.ReadAsStream();
            device = PublicKeyIn(body, "user_public_key");
            return FuzzTarget.Utf8(
                $$"""
                {"id":"{{Id}}","state":"x","valid_till":"x","server_public_key":"{{PublicKey.Of(ServerKey).ToHex()}}",
                "web_client_url":"https://vault.example.com"}
                """);
        }

        byte[] Token()
        {
            using var url = DeviceCodeUrl.TryParse(login!.Url);
            var lines = FuzzTarget.Decode(input).Split('\n', 2);
            var credentials = SecretBox.Seal(url!.Key, FuzzTarget.Utf8(lines[^1]));
            var token = ReplaceFirst(ReplaceFirst(lines[0], "\"@\"", credentials.Text), "\"@@\"", credentials.Nonce);
            var box = Box.Seal(ServerKey, device!, token);
            return JsonSerializer.SerializeToUtf8Bytes(
                new DeviceCodeTokenResponse { BoxedPayload = box.Text, Nonce = box.Nonce }, PsonoJsonContext.Wire.DeviceCodeTokenResponse);
        }
    }

    private static string ReplaceFirst(string text, string mark, string by) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? $"{text[..at]}\"{by}\"{text[(at + mark.Length)..]}" : text;

    private static PublicKey PublicKeyIn(Stream body, string member)
    {
        using var json = JsonDocument.Parse(body);
        Assert.True(PublicKey.TryFromHex(json.RootElement.GetProperty(member).GetString(), out var key));
        return key!;
    }
}
