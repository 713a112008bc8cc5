using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Release;

/// <summary>psonoci is one file that needs nothing but libc: in a root directory that holds nothing else, it speaks HTTPS.</summary>
public sealed class OneFileTests(HttpsWorld world) : IClassFixture<HttpsWorld>, IAsyncLifetime
{
    private readonly TemporaryDirectory _root = new();

    public async ValueTask InitializeAsync()
    {
        const string Trust = "--pem-root-certificate-path ca.pem";
        (await world.VaultAsync(Trust, $"login {World.Username}")).Succeeds();
        var secret = (await world.VaultAsync(Trust, "create --title 'one file' NAME=value")).Succeeds().Output.Trim();
        (await world.VaultAsync(
            Trust, $"api-key create 'one file' --allow-same-title --secret {secret} --save {_root.File("psonoci.toml")}")).Succeeds();

        // What the executable asks for, and env, which asks for no more than libc either.
        (await Shell.RunAsync(
            $"""
            set -e; cd {_root.Path}
            cp "$(command -v psonoci)" /usr/bin/env .
            ldd psonoci env | grep -o '/[^ ]*' | grep -v ':$' | sort -u | xargs cp --parents -L -t .
            """)).Succeeds();
    }

    [Fact]
    public async Task It_asks_for_nothing_but_the_C_library()
    {
        // GSSAPI is not among the names that are searched for: .NET would load it if a proxy demanded Kerberos, and does without it.
        var result = await Shell.RunAsync("ldd $(command -v psonoci) | awk '{print $1}'; "
            + "grep -aoE 'lib(ssl|crypto|z|icu[a-z]*|stdc\\+\\+)\\.so' $(command -v psonoci)");

        Assert.All(
            result.Lines, library => Assert.Matches(@"^(linux-vdso|libm|libc|libdl|libpthread|librt|/lib\S*/ld-linux\S*?)\.so", library));
    }

    [Fact]
    public async Task It_speaks_HTTPS_with_a_root_certificate_that_is_given()
    {
        await Shell.RunAsync($"cp {world.Directory}/ca.pem {_root.Path}");

        Assert.Equal("NAME=value\n", (await ChrootAsync("--pem-root-certificate-path /ca.pem")).Succeeds().Output);
    }

    [Fact]
    public async Task It_speaks_HTTPS_with_the_system_s_bundle_mounted_where_it_is_elsewhere()
    {
        await Shell.RunAsync($"cd {_root.Path}; mkdir -p etc/ssl/certs; cat /etc/ssl/certs/ca-certificates.crt {world.Directory}/ca.pem "
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

    private Task<Result> ChrootAsync(string options) => Shell.RunAsync(
        $"""
        value() (sed -n "s/^$1 = \"\(.*\)\"/\1/p" {_root.File("psonoci.toml")})
        [ $(id -u) = 0 ] || enter='unshare --map-root-user'
        $enter chroot {_root.Path} /psonoci --api-key-id $(value api_key_id) --api-secret-key-hex $(value api_secret_key_hex) \
          --server-url {world.Url} {options} run -c -- /env
        """);

    public ValueTask DisposeAsync()
    {
        _root.Dispose();
        return ValueTask.CompletedTask;
    }
}
