using System.Text.Json.Nodes;

namespace Psono.Tests.Protocol;

/// <summary>Every request and every answer that is sealed with the session's key.</summary>
public sealed class TranscriptSessionTests
{
    public static IEnumerable<TheoryDataRow<int>> SessionExchanges =>
        Transcript.Exchanges.Index().Where(entry => entry.Item["authorization"] is not null)
            .Select(entry => new TheoryDataRow<int>(entry.Index) { Label = $"{entry.Item["method"]} {entry.Item["path"]}" });

    [Fact]
    public void All_but_the_anonymous_exchanges_are_sealed()
    {
        Assert.Equal(33, Transcript.Exchanges.Count);
        Assert.Equal(28, SessionExchanges.Count());
    }

    [Theory, MemberData(nameof(SessionExchanges))]
    public void The_validator_opens(int exchange) =>
        AssertOpens(
            Transcript.Exchanges[exchange]["authorization_validator"], Transcript.Exchanges[exchange]["authorization_validator_plain"]);

    [Theory, MemberData(nameof(SessionExchanges))]
    public void The_request_opens(int exchange)
    {
        var recorded = Transcript.Exchanges[exchange];
        if (Transcript.Text(recorded["method"]) == "GET")
            Assert.Null(recorded["request"]);
        else
            AssertOpens(recorded["request"], recorded["request_plain"]);
    }

    [Theory, MemberData(nameof(SessionExchanges))]
    public void The_answer_opens(int exchange) =>
        AssertOpens(Transcript.Exchanges[exchange]["response"], Transcript.Exchanges[exchange]["response_plain"]);

    private static void AssertOpens(JsonNode? body, JsonNode? plain)
    {
        Assert.NotNull(body);
        Assert.NotNull(plain);
        Transcript.AssertJson(plain, Transcript.Open(Transcript.SessionSecretKey, body, "text", "nonce"));
    }
}
