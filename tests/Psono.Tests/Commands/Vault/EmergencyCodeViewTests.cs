using Psono.Cli.Commands.Vault.Recovery;
using Psono.Protocol.Recovery;

namespace Psono.Tests.Commands.Vault;

public sealed class EmergencyCodeViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 19, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0s"), InlineData(90, "90s"), InlineData(1800, "30m"), InlineData(43200, "12h"), InlineData(1209600, "14d")]
    public void A_waiting_time_is_shown_as_it_is_typed(long seconds, string shown) =>
        Assert.Equal(shown, EmergencyCodeView.Duration(seconds));

    [Theory]
    [InlineData(null, "not used")]
    [InlineData("2026-11-23T18:30:00Z", "in use, works from 2026-11-23 19:30:00 UTC")]
    [InlineData("2026-11-23T17:30:00Z", "in use, works since 2026-11-23 18:30:00 UTC")]
    [InlineData("yesterday", "in use")]
    public void It_shows_whether_somebody_waits_and_until_when(string? since, string state)
    {
        var code = new EmergencyCodeEntry { Id = Guid.Empty, Description = "for\eBob", ActivationDate = since, ActivationDelay = 3600 };

        Assert.Equal(["00000000-0000-0000-0000-000000000000", "waits 1h", state, "for\uFFFDBob"], EmergencyCodeView.ToRow(code, Now));
    }
}
