using System.Globalization;
using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using Psono.Cli;
using Psono.Cli.Commands.Help;
using Psono.Protocol.Cryptography;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

/// <summary>What psonoci doctor finds out, and what it says to do about it.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly TestTerminal _terminal = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_healthy_setup_is_told_so_without_a_secret()
    {
        await using var server = Server();
        Assert.Equal(ExitCodes.Success, Run(server, "--cache", _directory.Path, "doctor"));
        string[] checks = ["configuration", "dns", "tcp", "server", "clock", "key", "rights", "secret key", "secrets"];
        Assert.All(checks, check => Assert.Matches($"(?m)^OK   {check} +[^ ]", _terminal.Data));
        Assert.Matches("(?m)^warn cache .* is empty\n +hint: ", _terminal.Data);
        Assert.DoesNotContain("hunter2", _terminal.Data + _terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiKeyServer.SecretKeyHex[..16], _terminal.Data + _terminal.Error, StringComparison.Ordinal);
        Assert.Empty(_terminal.Error);

        // It looks, and leaves no trace.
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task A_grant_that_is_not_bound_is_told()
    {
        await using var server = Server();
        server.Unbind(0);
        var secrets = Check(server, out var isOk)["secrets"];
        Assert.Equal(("warn", true), (secrets["result"]!.GetValue<string>(), isOk));
        Assert.StartsWith("1, 1 with an unbound grant", secrets["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}.{1}.{2}", false), InlineData("{0}.{1}.{2}-rc.1", false), InlineData("next", false), InlineData("", false)]
    [InlineData("{0}.{1}.1{2}", true), InlineData("{0}.1{1}.0-rc.1", true), InlineData("1{0}.0.0+build", true)]
    public async Task A_server_of_a_newer_release_is_told_of(string format, bool isNewer)
    {
        var own = VersionAction.Version;
        var release = string.Format(CultureInfo.InvariantCulture, format, own.Major, own.Minor, own.Build);
        await using var server = Server(release: release);
        var checks = Check(server, out var isOk);

        Assert.True(isOk);
        Assert.Equal(isNewer ? "warn" : null, checks.GetValueOrDefault("psonoci")?["result"]!.GetValue<string>());
        if (isNewer)
        {
            Assert.Contains(release, checks["psonoci"]["message"]!.GetValue<string>(), StringComparison.Ordinal);
            var hint = checks["psonoci"]["hint"]!.GetValue<string>();
            Assert.Contains($"{server.Http.Url.Authority}/install/", hint, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0x30500040, "3.5.4"), InlineData(0x300000D0, "3.0.13"), InlineData(0x40A000F0, "4.10.15")]
    public void The_version_of_OpenSSL_is_told_as_it_is_written(long number, string text) =>
        Assert.Equal(text, VersionAction.OpenSslVersion(number));

    [Theory]
    [InlineData(0, "OK", true), InlineData(60, "warn", true), InlineData(-60, "warn", true), InlineData(900, "fail", false)]
    public async Task The_clock_is_compared_with_the_servers(int seconds, string result, bool ok)
    {
        await using var server = Server(TimeSpan.FromSeconds(seconds));
        var checks = Check(server, out var isOk);
        Assert.Equal((result, ok), (checks["clock"]["result"]!.GetValue<string>(), isOk));
        Assert.Equal(result == "OK", checks["clock"]["hint"] is null);
    }

    [Fact]
    public async Task What_is_in_the_cache_is_told()
    {
        await using var server = Server();
        Assert.Equal(ExitCodes.Success, Run(server, "--cache", _directory.Path, "run", "--explain"));
        var checks = Check(server, out _, "--cache", _directory.Path);
        Assert.Equal("OK", checks["cache"]["result"]!.GetValue<string>());
        Assert.StartsWith("1 secret in", checks["cache"]["message"]!.GetValue<string>(), StringComparison.Ordinal);
        var file = Assert.Single(Directory.GetFiles(_directory.Path, "*.sealed"));
        await File.WriteAllTextAsync(file, "changed");
        Assert.Equal("fail", Check(server, out var isOk, "--cache", _directory.Path)["cache"]["result"]!.GetValue<string>());
        Assert.False(isOk);
    }

    [Fact]
    public async Task A_server_that_does_not_run_is_told_from_one_that_does()
    {
        var checks = Check("http://127.0.0.1:1/server", ApiKeyServer.SecretKeyHex);
        Assert.Equal("fail", checks["tcp"]["result"]!.GetValue<string>());
        Assert.DoesNotContain("server", checks.Keys);
        Assert.Equal("fail", Check("http://no-such-host.invalid/server", ApiKeyServer.SecretKeyHex)["dns"]["result"]!.GetValue<string>());

        await using var page = new ScriptedServer(_ => Reply.Text("<html>", "text/html"));
        Assert.Equal("fail", Check($"{page.Url}", ApiKeyServer.SecretKeyHex)["server"]["result"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_signature_that_is_wrong_is_told()
    {
        await using var server = Server(tamper: true);
        Assert.Contains("signature", Check(server, out var isOk)["server"]["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.False(isOk);
    }

    [Fact]
    public async Task A_revoked_key_and_a_wrong_secret_key_are_told_apart()
    {
        await using var server = Server();
        var wrong = Check($"{server.Http.Url}", new string('b', 64));
        Assert.Equal(("OK", "fail"), (wrong["key"]["result"]!.GetValue<string>(), wrong["secret key"]["result"]!.GetValue<string>()));

        var info = server.Fault;
        server.Fault = request => info(request) ?? Reply.Json("""{"non_field_errors":["NO_PERMISSION_OR_NOT_EXIST"]}""", 400);
        var revoked = Check(server, out _);
        Assert.Equal("fail", revoked["key"]["result"]!.GetValue<string>());
        Assert.Contains("active", revoked["key"]["hint"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_may_not_read_or_has_nothing_to_read_is_told()
    {
        await using var server = Server();
        server.MayRead = false;
        Assert.Equal("fail", Check(server, out _)["rights"]["result"]!.GetValue<string>());
        server.MayRead = true;
        server.Secrets.Clear();
        Assert.Equal("warn", Check(server, out var isOk)["secrets"]["result"]!.GetValue<string>());
        Assert.True(isOk);
    }

    [Fact]
    public async Task With_a_server_alone_the_way_to_it_is_checked()
    {
        await using var server = Server();
        Assert.Equal(ExitCodes.Success, _terminal.Run(["--server-url", $"{server.Http.Url}", "doctor"]));
        Assert.Matches("^OK   configuration +server http.*, no API key\n", _terminal.Data);
        Assert.All((string[])["dns", "tcp", "server", "clock"], check => Assert.Matches($"(?m)^OK   {check} +[^ ]", _terminal.Data));
        Assert.Matches("(?m)^warn key +not checked, nor are its permissions and secrets\n", _terminal.Data);
    }

    [Fact]
    public async Task A_secret_key_without_its_id_is_a_mistake()
    {
        await using var server = Server();
        Assert.Equal(ExitCodes.Error, _terminal.Run(
            ["--server-url", $"{server.Http.Url}", "--api-secret-key-hex", ApiKeyServer.SecretKeyHex, "doctor"]));
        Assert.Matches("^fail configuration +no API key id\n", _terminal.Data);
    }

    [Fact]
    public void Without_a_configuration_it_says_what_is_missing()
    {
        Assert.Equal(ExitCodes.Error, _terminal.Run(["doctor"]));
        Assert.Matches("^fail configuration +no API key id\n +hint: ", _terminal.Data);
    }

    [Fact]
    public async Task A_certificate_is_judged_as_always()
    {
        var root = TestAuthority.Root("Doctor Root");
        var pem = _directory.File("root.pem");
        await File.WriteAllTextAsync(pem, root.Certificate.ExportCertificatePem());
        var info = Info(TimeSpan.Zero, tamper: false);
        await using var good = Tls(root.Server("localhost"), info);
        await using var expired = Tls(root.Server("localhost", expired: true), info);

        var trusted = Check($"https://localhost:{good.Port}/server", ApiKeyServer.SecretKeyHex, "--pem-root-certificate-path", pem);
        Assert.Contains("CN=Doctor Root", trusted["tls"]["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("OK", "OK"), (trusted["tls"]["result"]!.GetValue<string>(), trusted["server"]["result"]!.GetValue<string>()));
        var untrusted = Check($"https://localhost:{good.Port}/server", ApiKeyServer.SecretKeyHex);
        Assert.Equal("fail", untrusted["tls"]["result"]!.GetValue<string>());
        Assert.Contains("--pem-root-certificate-path", untrusted["tls"]["hint"]!.GetValue<string>(), StringComparison.Ordinal);
        var late = Check($"https://localhost:{expired.Port}/server", ApiKeyServer.SecretKeyHex, "--pem-root-certificate-path", pem);
        Assert.Contains("not now", late["tls"]["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("server", late.Keys);
    }

    private static ScriptedServer Tls(
        System.Security.Cryptography.X509Certificates.X509Certificate2 certificate, Func<ReceivedRequest, Reply?> info) => new(
        request => info(request) ?? Reply.Json("{}", 400),
        async stream =>
        {
            var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(certificate);
            return tls;
        });

    private static ApiKeyServer Server(TimeSpan clockDifference = default, bool tamper = false, string release = "0.1.0") =>
        new(bulk: true, ApiKeyServer.Variables(("A", "hunter2"))) { Fault = Info(clockDifference, tamper, release) };

    private static Func<ReceivedRequest, Reply?> Info(TimeSpan clockDifference, bool tamper, string release = "0.1.0")
    {
        using var key = SecretKey.Generate();
        var info = new JsonObject
        {
            ["version"] = "7.2.3 (Build test)",
            ["type"] = "CE",
            ["public_key"] = PublicKey.Of(key).ToHex(),
            ["psono_net"] = new JsonObject { ["version"] = release, ["bulk_read"] = 2 },
        }.ToJsonString();
        var answer = new JsonObject
        {
            ["info"] = info + (tamper ? " " : ""),
            ["signature"] = Convert.ToHexStringLower(Ed25519.Sign(key, Encoding.UTF8.GetBytes(info))),
            ["verify_key"] = Convert.ToHexStringLower(Ed25519.VerifyKey(key)),
        }.ToJsonString();
        return request => request.Target.EndsWith("/info/", StringComparison.Ordinal)
            ? Reply.Json(
                answer,
                head: $"Date: {(TimeProvider.System.GetUtcNow() - clockDifference).ToString("R", CultureInfo.InvariantCulture)}\r\n")
            : null;
    }

    private static Dictionary<string, JsonNode> Check(ApiKeyServer server, out bool isOk, params string[] options)
    {
        var checks = Check($"{server.Http.Url}", ApiKeyServer.SecretKeyHex, options);
        isOk = !checks.Values.Any(check => check["result"]!.GetValue<string>() == "fail");
        return checks;
    }

    private static Dictionary<string, JsonNode> Check(string url, string secretKey, params string[] options)
    {
        var terminal = new TestTerminal();
        var exitCode = terminal.Run([.. Credentials(url, secretKey), "--timeout", "10", .. options, "doctor", "--json"]);
        var json = JsonNode.Parse(terminal.Data)!;
        Assert.Equal(json["ok"]!.GetValue<bool>() ? ExitCodes.Success : ExitCodes.Error, exitCode);
        return json["checks"]!.AsArray().ToDictionary(check => check!["check"]!.GetValue<string>(), check => check!);
    }

    private int Run(ApiKeyServer server, params string[] args) =>
        _terminal.Run([.. Credentials($"{server.Http.Url}", ApiKeyServer.SecretKeyHex), .. args]);

    private static string[] Credentials(string url, string secretKey) =>
        ["--api-key-id", $"{ApiKeyServer.ApiKeyId}", "--api-secret-key-hex", secretKey, "--server-url", url];
}
