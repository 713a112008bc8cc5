using System.Text;
using Psono.Client;
using Psono.Protocol.Secrets;
using Psono.Tests.Client;

namespace Psono.Tests.Commands.Totp;

public sealed class TotpTests
{
    // RFC 6238, appendix B: the ASCII digits 1234567890 repeated to the size of the hash, in base32.
    private const string Key20 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    private const string Key32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA";
    private const string Key64 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA";

    private readonly TestTerminal _terminal = new();

    [Theory]
    [InlineData(59L, "94287082", "46119246", "90693936")]
    [InlineData(1111111109L, "07081804", "68084774", "25091201")]
    [InlineData(1111111111L, "14050471", "67062674", "99943326")]
    [InlineData(1234567890L, "89005924", "91819424", "93441116")]
    [InlineData(2000000000L, "69279037", "90698825", "38618901")]
    [InlineData(20000000000L, "65353130", "77737706", "47863826")]
    public void The_vectors_of_RFC_6238_come_out(long seconds, string sha1, string sha256, string sha512)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Assert.Equal(sha1, Of(Totp(Key20, "SHA1", 8)).Token(time));
        Assert.Equal(sha256, Of(Totp(Key32, "SHA256", 8)).Token(time));
        Assert.Equal(sha512, Of(Totp(Key64, "SHA512", 8)).Token(time));
        Assert.Equal(sha1[^6..], Of(Totp(Key20, "SHA1", 6)).Token(time));
    }

    [Fact]
    public void A_token_is_accepted_one_step_early_and_one_step_late()
    {
        var password = Of(Totp(Key20, "SHA1", 6));
        var time = DateTimeOffset.FromUnixTimeSeconds(1_000_000_020);
        var token = password.Token(time);
        Assert.All([-30, 0, 30], step => Assert.True(password.Accepts(token, time.AddSeconds(step))));
        Assert.All([-60, 60], step => Assert.False(password.Accepts(token, time.AddSeconds(step))));
        Assert.All(["", "12345", token + "0", "abcdef"], wrong => Assert.False(password.Accepts(wrong, time)));
    }

    [Theory]
    [InlineData("""{"website_password_title":"t","website_password_totp_code":"gezd gnbv gy3t qojq gezd gnbv gy3t qojq"}""")]
    [InlineData(
        """
        {"website_password_totp_code":"GEZDGNBV-GY3TQOJQ-GEZDGNBVGY3TQOJQ====","website_password_totp_period":30,
         "website_password_totp_algorithm":"SHA1","website_password_totp_digits":6}
        """)]
    [InlineData("""{"totp_code":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ","totp_algorithm":"sha-1","totp_period":"30"}""")]
    public void Websites_have_tokens_too_and_what_is_not_said_is_as_usual(string json) =>
        Assert.Equal("287082", Of(json).Token(DateTimeOffset.FromUnixTimeSeconds(59)));

    [Fact]
    public void A_token_stays_for_the_rest_of_its_step()
    {
        var password = Of(Totp(Key20, "SHA1", 6));
        Assert.Equal(
            [30, 29, 1], new[] { 60, 61, 89 }.Select(seconds => password.RemainingSeconds(DateTimeOffset.FromUnixTimeSeconds(seconds))));
    }

    [Fact]
    public void Another_period_makes_other_steps()
    {
        var password = Of("""{"totp_code":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ","totp_period":60,"totp_digits":7}""");
        Assert.Equal("4755224", password.Token(DateTimeOffset.FromUnixTimeSeconds(59))); // RFC 4226, appendix D: counter 0
    }

    [Theory]
    [InlineData("""{"totp_code":"not base32!"}""", "totp-code")]
    [InlineData("""{"totp_code":"GEZDGNBVGY3TQOJQ","totp_period":0}""", "totp-period")]
    [InlineData("""{"totp_code":"GEZDGNBVGY3TQOJQ","totp_digits":9}""", "totp-digits")]
    [InlineData("""{"totp_code":"GEZDGNBVGY3TQOJQ","totp_digits":-6}""", "totp-digits")]
    [InlineData("""{"totp_code":"GEZDGNBVGY3TQOJQ","totp_algorithm":"MD5"}""", "totp-algorithm")]
    public void What_makes_no_sense_is_named_without_its_value(string json, string member)
    {
        var error = Assert.Throws<PsonoApiException>(() => Of(json));
        Assert.Equal(PsonoFailure.InvalidContent, error.Failure);
        Assert.Contains(member, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("GEZD", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alice@example.com", "ACME Co",
        "otpauth://totp/ACME%20Co:alice%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ACME%20Co"
        + "&algorithm=SHA256&digits=8&period=30")]
    [InlineData("alice", null, "otpauth://totp/alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA256&digits=8&period=30")]
    public void The_url_is_what_authenticators_read(string account, string? issuer, string url) =>
        Assert.Equal(url, Of(Totp(Key20, "SHA256", 8)).Url(account, issuer));

    [Fact]
    public async Task Tokens_are_printed_checked_and_passed_on()
    {
        await using var server = new ApiKeyServer(
            bulk: true, Totp(Key20, "SHA1", 6), """{"note_title":"n"}""", """{"totp_code":"GEZDGNBV","totp_period":0}""");
        Assert.Equal(0, server.Run(_terminal, "totp", "get-token", $"{ApiKeyServer.IdOf(0)}"));
        Assert.Matches("^[0-9]{6}$", _terminal.Data);
        Assert.Equal(0, server.Run(new TestTerminal(), "totp", "validate-token", $"{ApiKeyServer.IdOf(0)}", _terminal.Data));

        var wrong = new TestTerminal();
        Assert.Equal(1, server.Run(wrong, "totp", "validate-token", $"{ApiKeyServer.IdOf(0)}", "12345"));
        Assert.StartsWith("psonoci: error: the token is not valid now\n", wrong.Error, StringComparison.Ordinal);

        var url = new TestTerminal();
        Assert.Equal(0, server.Run(url, "totp", "get-url", $"{ApiKeyServer.IdOf(0)}", "--issuer", "I"));
        Assert.StartsWith("otpauth://totp/I:T?secret=", url.Data, StringComparison.Ordinal);

        var note = new TestTerminal();
        Assert.Equal(1, server.Run(note, "totp", "get-token", $"{ApiKeyServer.IdOf(1)}"));
        Assert.Contains("has no totp-code: its type is note", note.Error, StringComparison.Ordinal);

        var wrongPeriod = new TestTerminal();
        Assert.Equal(1, server.Run(wrongPeriod, "totp", "get-token", $"{ApiKeyServer.IdOf(2)}"));
        Assert.Contains($"secret {ApiKeyServer.IdOf(2)}: the totp-period is not a number", wrongPeriod.Error, StringComparison.Ordinal);
    }

    private static string Totp(string code, string algorithm, int digits) =>
        $$"""{"totp_title":"T","totp_code":"{{code}}","totp_period":30,"totp_algorithm":"{{algorithm}}","totp_digits":{{digits}}}""";

    private static TimeBasedPassword Of(string json) => TimeBasedPassword.Of(SecretContent.Parse(Encoding.UTF8.GetBytes(json))!)!;
}
