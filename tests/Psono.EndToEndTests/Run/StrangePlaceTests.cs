using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Run;

/// <summary>Images and machines that are set up for something else: whatever is missing there is told in one line.</summary>
public sealed class StrangePlaceTests(World world)
{
    [Theory]
    [InlineData("OPENSSL_CONF=$PWD/fips.cnf"), InlineData("OPENSSL_CONF=/ OPENSSL_MODULES=/nothing")]
    [InlineData("SSL_CERT_FILE=/ SSL_CERT_DIR=/proc")]
    [InlineData("DOTNET_gcServer=1 DOTNET_GCHeapHardLimit=zzz DOTNET_PROCESSOR_COUNT=-5 DOTNET_DiagnosticPorts=/nothing")]
    [InlineData("LANG=xx_YY.nonsense LC_ALL=../../etc TZ=:/etc/passwd TERM= COLUMNS=-1 LINES=abc")]
    [InlineData("COLUMNS=99999999999999999999 HOME= XDG_STATE_HOME=/nothing TMPDIR=/nothing")]
    [InlineData("https_proxy=ftp://127.0.0.1:1"), InlineData("https_proxy=::::"), InlineData("ALL_PROXY=http://[::1")]
    [InlineData("-i"), InlineData("-u HOME"), InlineData("MALLOC_ARENA_MAX=abc MALLOC_PERTURB_=255 GLIBC_TUNABLES=nonsense")]
    public async Task No_environment_is_an_internal_error(string environment)
    {
        using var directory = new TemporaryDirectory();

        var result = await Shell.RunAsync(
            $"cd {directory.Path}; ulimit -c 0; "
            + "printf 'openssl_conf = x\\n[x]\\nproviders = p\\n[p]\\nfips = f\\n[f]\\nactivate = 1\\n' >fips.cnf; "
            + $"env {environment} $(command -v psonoci) --server-url https://127.0.0.1:1/server --api-key-id {Guid.Empty} "
            + $"--api-secret-key-hex {new string('0', 64)} --timeout 5 run -- true");

        Assert.Equal(125, result.ExitCode);
        Assert.StartsWith("psonoci: error: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", result.Error, StringComparison.Ordinal);
        Assert.InRange(result.Error.Trim().Split('\n').Length, 1, 2);
    }

    [Fact]
    public async Task Without_proc_nothing_is_started_with_the_path_of_a_file_that_is_not_there()
    {
        var result = await Shell.RunAsync(
            "enter=; [ $(id -u) = 0 ] || enter=--map-root-user; "
            + $"unshare $enter --mount sh -c 'umount -l /proc; exec psonoci -c {world.Config} run --file db_password -- echo started'");

        Assert.Equal((125, ""), (result.ExitCode, result.Output));
        Assert.Contains("--file needs /proc", result.Error, StringComparison.Ordinal);
    }
}
