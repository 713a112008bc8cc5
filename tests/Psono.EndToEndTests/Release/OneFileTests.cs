using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Release;

/// <summary>
/// psonoci is one file that needs no other: in a root directory that holds nothing else, it speaks HTTPS, finds names, starts a command.
/// </summary>
public sealed class OneFileTests(HttpsWorld world) : IClassFixture<HttpsWorld>, IAsyncLifetime
{
    private const string GivenRoot = "--pem-root-certificate-path /ca.pem";
    private readonly TemporaryDirectory _root = new();

    public async ValueTask InitializeAsync()
    {
        const string Trust = "--pem-root-certificate-path ca.pem";
        (await world.VaultAsync(Trust, $"login {World.Username}")).Succeeds();
        var secret = (await world.VaultAsync(Trust, "create --title 'one file' NAME=value")).Succeeds().Output.Trim();
        (await world.VaultAsync(
            Trust, $"api-key create 'one file' --allow-same-title --secret {secret} --save {_root.File("psonoci.toml")}")).Succeeds();
        (await Shell.RunAsync(
            $$"""
            set -e; cd {{_root.Path}}; mkdir etc
            cp "$(command -v psonoci)" {{world.Directory}}/ca.pem .
            echo 'extern char **environ; int puts(const char *); int main(void) { for (; *environ; environ++) puts(*environ); }' \
              | clang -static -x c -o env -
            """)).Succeeds();
    }

    [Fact]
    public async Task It_asks_for_no_library()
    {
        // GSSAPI is not among the names that are searched for: .NET would load it if a proxy demanded Kerberos, and does without it.
        var result = await Shell.RunAsync("readelf -dlW $(command -v psonoci) | grep -E 'INTERP|NEEDED'; "
            + "grep -aoE 'lib(ssl|crypto|z|icu[a-z]*|stdc\\+\\+)\\.so' $(command -v psonoci)");

        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task It_speaks_HTTPS_with_a_root_certificate_that_is_given() =>
        Assert.Equal("NAME=value\n", (await ChrootAsync(GivenRoot)).Succeeds().Output);

    [Fact]
    public async Task It_speaks_HTTPS_with_the_system_s_bundle_mounted_where_it_is_elsewhere()
    {
        await Shell.RunAsync($"cd {_root.Path}; mkdir -p etc/ssl/certs; cat /etc/ssl/certs/ca-certificates.crt ca.pem "
            + ">etc/ssl/certs/ca-certificates.crt");

        Assert.Equal("NAME=value\n", (await ChrootAsync("")).Succeeds().Output);
    }

    [Fact]
    public async Task It_trusts_nobody_there_without_a_certificate()
    {
        var result = await ChrootAsync("");

        Assert.Equal(125, result.ExitCode);
        Assert.Contains("certificate", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_finds_names_in_hosts_whatever_else_the_machine_is_told_to_ask()
    {
        await File.WriteAllTextAsync(_root.File("etc/hosts"), "127.0.0.1 vault.example.test\n");
        // The name services that Debian, Fedora and Ubuntu configure, each of which would end the process that loads it.
        (await Shell.RunAsync(
            $$"""
            set -e; cd {{_root.Path}}; mkdir -p lib/x86_64-linux-gnu
            echo 'hosts: mdns4_minimal [NOTFOUND=return] resolve [!UNAVAIL=return] myhostname files dns' >etc/nsswitch.conf
            echo 'passwd: systemd files' >>etc/nsswitch.conf
            echo '__attribute__((constructor)) static void load(void) { __asm__("mov $60, %eax; mov $99, %edi; syscall"); }' \
              | clang -shared -nostdlib -x c -o loaded.so -
            for name in mdns4_minimal resolve myhostname systemd; do cp loaded.so lib/x86_64-linux-gnu/libnss_$name.so.2; done
            """)).Succeeds();

        Assert.Equal("NAME=value\n", (await ChrootAsync(GivenRoot, "vault.example.test")).Succeeds().Output);
    }

    [Theory]
    [InlineData("vault.example.test")]
    [InlineData("vault")]
    public async Task It_asks_the_DNS_that_the_machine_is_told_to_ask(string host)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "DNS has a port that only root may listen at");
        var address = $"127.53.{RandomNumberGenerator.GetInt32(256)}.{RandomNumberGenerator.GetInt32(1, 255)}";
        await File.WriteAllTextAsync(_root.File("etc/resolv.conf"), $"nameserver {address}\nsearch nowhere.test example.test\n");

        Assert.Equal("NAME=value\n", (await ChrootAsync(GivenRoot, host, DnsServer(address))).Succeeds().Output);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_said_to_be_unknown()
    {
        var result = await ChrootAsync(GivenRoot, "vault.example.test");

        Assert.Equal(125, result.ExitCode);
        Assert.Contains("vault.example.test", result.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("Exception|stack", RegexOptions.IgnoreCase), result.Error);
    }

    private Task<Result> ChrootAsync(string options, string host = "127.0.0.1", string before = "") => Shell.RunAsync(
        $"""
        {before}
        value() (sed -n "s/^$1 = \"\(.*\)\"/\1/p" {_root.File("psonoci.toml")})
        [ $(id -u) = 0 ] || enter='unshare --map-root-user'
        $enter chroot {_root.Path} /psonoci --api-key-id $(value api_key_id) --api-secret-key-hex $(value api_secret_key_hex) \
          --server-url {world.Url.Replace("127.0.0.1", host, StringComparison.Ordinal)} {options} run -c -- /env
        """);

    /// <summary>Lines of a script: a server that knows one name, until the script ends.</summary>
    private string DnsServer(string address) =>
        $$"""
        python3 -u -c '
        import socket
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind(("{{address}}", 53))
        server.settimeout(60)
        print("ready")
        while True:
            question, client = server.recvfrom(512)
            end = question.index(b"\0", 12) + 5
            known = question[12:end - 4].lower() == b"\5vault\7example\4test\0"
            address = known and question[end - 4:end - 2] == b"\0\1"
            server.sendto(
                question[:2] + (b"\x81\x80" if known else b"\x81\x83") + b"\0\1" + (b"\0\1" if address else b"\0\0") + b"\0" * 4
                + question[12:end] + (b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1" if address else b""), client)' >{{_root.File("ready")}} &
        dns=$!; trap "kill $dns" EXIT; until [ -s {{_root.File("ready")}} ]; do sleep 0.02; done
        """;

    public ValueTask DisposeAsync()
    {
        _root.Dispose();
        return ValueTask.CompletedTask;
    }
}
