using System.Net;
using Psono.Cli;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Http;
using Psono.Client.ApiKeys.Settings;
using Psono.Protocol.Cryptography;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Fuzzing;

/// <summary>Addresses: of devices, of servers, of where servers send their clients, of proxies.</summary>
internal static class UrlTargets
{
    private const string Key = "acf25040d90e3c73abf1c395e7262bc3b5f9b1e35b96c74dcf72faba4663e98b";
    private const string Id = "0e1ed23d-cac8-4a04-868b-275bf43b81cd";
    private const string Password = "!s-e!c-r!e-t";

    private static readonly SecretKey DeviceKey = SecretKey.FromHex(Key);

    private static readonly byte[][] Addresses =
    [
        .. new[]
        {
            "https://vault.example.com/server", "http://127.0.0.1:10100/server", "http://[::1]:10100/server",
            "https://bücher.example/server/", "https://xn--bcher-kva.example", "https://localhost:443/psono",
            $"https://alice:{Password}@vault.example.com/server",
        }.Select(FuzzTarget.Utf8),
    ];

    private static readonly string[] Words =
    [
        "http://", "https://", "file://", "javascript:", "//", "..", "xn--", "[fe80::1%eth0]", ":65536", ":0", "@", "%2f", "\u3002",
        "#/device/", "?",
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Of("device-url", ["Psono.Client/Accounts/DeviceCodeUrl.cs"]) with
        {
            Seeds = [.. Addresses.Select(address => (byte[])[.. address, .. FuzzTarget.Utf8($"/index.html#/device/{Id}/{Key}")])],
            Allowed = [],
            CallAsync = FuzzTarget.Text(ReadDeviceUrl),
        },
        Of("web-client-url", ["Psono.Client/Accounts/DeviceCodeUrl.cs"]) with
        {
            CallAsync = FuzzTarget.Text(address =>
            {
                using var url = DeviceCodeUrl.TryParse(DeviceCodeUrl.Format(address, new Guid(Id), DeviceKey));
                Assert.True(url!.IsOf(address), address);
            }),
        },
        Of("server-url", ["Psono.Client/Http/WebAddress.cs", "Psono.Client/Http/HttpTransport.cs"]) with
        {
            CallAsync = FuzzTarget.Text(Connect),
        },
        Of("redirect", ["Psono.Client/Http/HttpRedirect.cs"]) with
        {
            Seeds =
            [
                .. Addresses, "/server/info/"u8.ToArray(), "//vault.example.com/x"u8.ToArray(),
                "https://vault.example.com:443/y"u8.ToArray(),
            ],
            Secrets = [],
            CallAsync = FuzzTarget.Text(Follow),
        },
        Of("proxy", ["Psono.Client/Http/HttpProxy.cs"]) with
        {
            Seeds = [.. Addresses.Select(address => (byte[])[.. address, .. "\n10.0.0.0/8, .example.org,::1"u8])],
            Allowed = [typeof(PsonoApiException)],
            CallAsync = FuzzTarget.Text(FindProxy),
        },
    ];

    private static FuzzTarget Of(string name, string[] sources) => new()
    {
        Name = name,
        Sources = sources,
        Seeds = Addresses,
        Words = Words,
        Secrets = [Key, Password],
        Allowed = [typeof(PsonociException), typeof(ApiKeySettingsException), typeof(PsonoApiException)],
        CallAsync = _ => Task.CompletedTask,
        Inputs = 500,
    };

    private static void ReadDeviceUrl(string text)
    {
        using var url = DeviceCodeUrl.TryParse(text);
        if (url is null)
            return;
        Assert.True(url.IsOf(url.WebClient), text);
    }

    private static void Connect(string text)
    {
        var server = new Uri(ApiKeySettings.ParseServerUrl(text).TrimEnd('/'));
        using var transport = new HttpTransport(server, new HttpOptions(), new Answers(_ => []));
        Assert.Equal(server.Scheme, transport.Server.Scheme);
        _ = VaultCredentials.CompleteUsername("alice", server);
        Assert.NotEmpty(server.Authority);
    }

    private static void Follow(string location)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.PermanentRedirect);
        if (!response.Headers.TryAddWithoutValidation("Location", location))
            return;
        var to = HttpRedirect.Target(response, new Uri("https://vault.example.com/server/info/"), followed: 0, allowed: 1);
        Assert.Equal(("https", "vault.example.com", 443), (to.Scheme, to.IdnHost, to.Port));
    }

    private static void FindProxy(string text)
    {
        var lines = text.Split('\n', 2);
        var proxy = HttpProxy.FromEnvironment(name => name switch { "https_proxy" => lines[0], "no_proxy" => lines[^1], _ => null });
        var url = proxy?.GetProxy(new Uri("https://10.1.2.3/server"));
        if (url is not null)
            Assert.NotEmpty(url.IdnHost);
    }
}
