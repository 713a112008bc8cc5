using Psono.Cli;
using Psono.Cli.Commands.Vault;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Encodings;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Fuzzing;

/// <summary>What psonoci is configured with, and what it keeps between two calls.</summary>
internal static class ConfigurationTargets
{
    private const string Key = "5ec4e7ac0ffee5ec4e7ac0ffee5ec4e7ac0ffee5ec4e7ac0ffee5ec4e7ac0ff1";

    private static readonly ApiKeySettings Valid = new()
    {
        ApiKeyId = new Guid("0e1ed23d-cac8-4a04-868b-275bf43b81cd"),
        ApiSecretKey = SecretKey.FromHex(Key),
        ServerUrl = "https://vault.example.com/server",
        Http = new HttpSettings { TimeoutSeconds = 300, PemRootCertificatePath = "/etc/ssl/root \"ä\".pem" },
    };

    private static readonly VaultSession Session = new()
    {
        ServerUrl = "https://vault.example.com/server",
        ServerVerifyKey = Key,
        Username = "alice@example.com",
        DeviceFingerprint = "0e1ed23d-cac8-4a04-868b-275bf43b81cd",
        Token = Key,
        SessionSecretKey = Key,
        UserSecretKey = Key,
        UserPrivateKey = Key,
    };

    private static readonly TemporaryState State = new();

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Of("packed-configuration", ["Psono.Client/ApiKeys/Settings/PackedSettings.cs", "Psono.Protocol/Encodings/Base58.cs"]) with
        {
            Seeds = [FuzzTarget.Utf8(PackedSettings.Pack(Valid))],
            CallAsync = FuzzTarget.Text(packed => RoundTrip(PackedSettings.Unpack(packed))),
        },
        Of(
            "packed-configuration-bytes",
            ["Psono.Protocol/ApiKeys/PackedConfiguration.cs", "Psono.Protocol/Encodings/MessagePackReader.cs"]) with
        {
            Seeds = [Base58.Decode(PackedSettings.Pack(Valid))!],
            CallAsync = FuzzTarget.Bytes(
                packed => RoundTrip(PackedSettings.Unpack(Base58.Encode(packed.AsSpan(0, Math.Min(packed.Length, 1024)))))),
        },
        Of(
            "toml",
            
            [
                "Psono.Client/ApiKeys/Settings/TomlFile.cs", "Psono.Client/ApiKeys/Settings/TomlSettings.cs",
                "Psono.Client/ApiKeys/Settings/ApiKeySettings.cs",
            ]) with
        {
            Seeds = [FuzzTarget.Utf8(TomlSettings.Format(Valid))],
            Words =
            [
                "[[", "]]", "\"\"\"", "'''", "\\u", "\\U0000d800", "inf", "0x", "1979-05-27T07:32:00Z", " = ", "[http_options]", "version",
            ],
            CallAsync = FuzzTarget.Text(toml => RoundTrip(TomlSettings.Parse(toml, "psonoci.toml"))),
        },
        Of("session-file", ["Psono.Client/Accounts/VaultSession.cs", "Psono.Client/Accounts/VaultKeys.cs"]) with
        {
            Seeds = [Session.ToUtf8()],
            Inputs = 100,
            CallAsync = FuzzTarget.Bytes(ReadSession),
        },
        Of("known-servers", ["Psono.Cli/Commands/Vault/KnownServers.cs"]) with
        {
            Seeds = [FuzzTarget.Utf8($$"""{"https://vault.example.com/server":"{{Key}}","http://127.0.0.1:1/server":"{{Key}}"}""")],
            Inputs = 60,
            CallAsync = FuzzTarget.Bytes(ReadKnownServers),
        },
    ];

    private static FuzzTarget Of(string name, string[] sources) => new()
    {
        Name = name,
        Sources = sources,
        Seeds = [],
        CallAsync = _ => Task.CompletedTask,
        Secrets = [Key],
        Allowed = [typeof(PsonociException), typeof(ApiKeySettingsException), typeof(PsonoApiException)],
    };

    private static void RoundTrip(ApiKeySettings settings)
    {
        var fromToml = TomlSettings.Parse(TomlSettings.Format(settings), "x");
        foreach (var again in new[] { fromToml, PackedSettings.Unpack(PackedSettings.Pack(settings)) })
        {
            Assert.Equal((settings.ApiKeyId, settings.ServerUrl, settings.Http), (again.ApiKeyId, again.ServerUrl, again.Http));
            Assert.Equal(settings.ApiSecretKey.ToHex(), again.ApiSecretKey.ToHex());
        }
    }

    private static void ReadSession(byte[] file)
    {
        State.Write("vault-session.json", file);
        var session = new SessionFile(State.Directory).Read();
        var transport = new HttpTransport(new Uri(session.ServerUrl), new HttpOptions(), new Answers(_ => []));
        using var client = new VaultClient(transport, session, TimeProvider.System);
        Assert.Equal(session, VaultSession.Parse(session.ToUtf8()));
    }

    private static void ReadKnownServers(byte[] file)
    {
        State.Write("known-servers.json", file);
        var servers = new KnownServers(State.Directory);
        _ = servers.Find(new Uri(Valid.ServerUrl));
        servers.Remember(new Uri("https://new.example.com"), Key);
        Assert.Equal(Key, servers.Find(new Uri("https://new.example.com")));
    }
}
