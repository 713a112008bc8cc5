using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Server;

public sealed class HttpsTests(HttpsWorld world) : IClassFixture<HttpsWorld>
{
    [Theory]
    [InlineData("--pem-root-certificate-path ca.pem")]
    [InlineData("--der-root-certificate-path ca.der")]
    [InlineData("--danger-disable-tls-verification")]
    public async Task A_private_certificate_authority_is_trusted_when_it_is_given(string options)
    {
        (await world.VaultAsync(options, $"login {World.Username}")).Succeeds();
        (await world.VaultAsync(options, "create --title tls NAME=value")).Succeeds();
        (await world.VaultAsync(options, "api-key create tls --allow-same-title --secret tls --save psonoci.toml")).Succeeds();

        var result = await Shell.RunAsync($"cd {world.Directory}; psonoci -c psonoci.toml run -c -- /usr/bin/env; rm psonoci.toml");
        (await world.VaultAsync(options, "rm --purge tls")).Succeeds();

        Assert.Contains("NAME=value\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "127.0.0.1")]
    [InlineData("--pem-root-certificate-path other.pem", "127.0.0.1")]
    [InlineData("--pem-root-certificate-path ca.pem", "localhost")]
    public async Task A_wrong_certificate_is_refused_with_a_hint(string options, string host)
    {
        var url = world.Url.Replace("127.0.0.1", host, StringComparison.Ordinal);

        var result = await Shell.RunAsync(
            $"cd {world.Directory}; psonoci {options} --api-key-id 00000000-0000-4000-8000-000000000000 --api-secret-key-hex "
            + $"{new string('0', 64)} --server-url {url} run -- echo started");

        Assert.Equal(125, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("certificate", result.Error, StringComparison.Ordinal);
        Assert.Contains("psonoci: hint: ", result.Error, StringComparison.Ordinal);
    }
}
