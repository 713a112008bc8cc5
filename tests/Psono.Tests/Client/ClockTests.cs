using System.Globalization;
using Psono.Client;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Client;

public sealed class ClockTests
{
    [Theory]
    [InlineData(0, "the session has ended")]
    [InlineData(-60, "the session has ended: this machine's clock is 60 s ahead of the server's; set it first")]
    [InlineData(3600, "the session has ended: this machine's clock is 3600 s behind the server's; set it first")]
    public async Task A_session_that_a_wrong_clock_may_have_ended_says_so(int seconds, string message)
    {
        var now = new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
        var date = now.AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture);
        await using var server = new ScriptedServer(_ => Reply.Json("", 401, $"Date: {date}\r\n"));
        using var transport = new HttpTransport(new Uri($"http://127.0.0.1:{server.Port}/server"), new HttpOptions());
        using var session = new SealedTransport(transport, "token", SecretKey.Generate(), "device", new FixedTime { Now = now });

        var failure = await Assert.ThrowsAsync<PsonoApiException>(
            () => session.GetAsync("datastore/", PsonoJsonContext.Wire.LoginResponse));

        Assert.Equal((PsonoFailure.SessionEnded, message), (failure.Failure, failure.Message));
    }
}
