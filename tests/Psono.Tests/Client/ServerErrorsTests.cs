using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.Http;

namespace Psono.Tests.Client;

public sealed class ServerErrorsTests
{
    [Theory]
    [InlineData(429, null, "the server refused: too many requests")]
    [InlineData(429, 0.5, "the server refused: too many requests; try again in a second")]
    [InlineData(429, 59.2, "the server refused: too many requests; try again in 60 seconds")]
    [InlineData(429, 1800.0, "the server refused: too many requests; try again in 30 minutes")]
    [InlineData(429, 43200.0, "the server refused: too many requests; try again in 12 hours")]
    [InlineData(429, -5.0, "the server refused: too many requests")]
    [InlineData(503, 5.0, "the server is busy; try again in 5 seconds")]
    [InlineData(504, 5.0, "the server is busy; try again in 5 seconds")]
    [InlineData(503, null, "the server failed: status 503")]
    [InlineData(413, null, ServerErrors.TooLarge)]
    public void Who_is_refused_for_now_is_told_when_to_try_again(int status, double? seconds, string message)
    {
        var wait = seconds is { } known ? TimeSpan.FromSeconds(known) : (TimeSpan?)null;

        var answer = new HttpAnswer(status, "application/json", Multiplexed: false, "{}"u8.ToArray()) { RetryAfter = wait };
        var refusal = ServerErrors.Refusal(answer);

        Assert.Equal((message, wait, status), (refusal.Message, refusal.RetryAfter, refusal.Status));
    }

    [Theory]
    [InlineData(503, "unknown", "the server lost its database during the change: check whether it was saved before you try again")]
    [InlineData(504, "unknown", "the server lost its database during the change: check whether it was saved before you try again")]
    [InlineData(507, null, "the server's disk is full: nothing was changed")]
    public void Whoever_changed_something_is_told_what_became_of_it(int status, string? outcome, string message)
    {
        var answer = new HttpAnswer(status, "application/json", Multiplexed: false, "{}"u8.ToArray())
        {
            RetryAfter = TimeSpan.FromSeconds(5), Outcome = outcome,
        };

        Assert.Equal(message, ServerErrors.Refusal(answer).Message);
        Assert.Equal(message, ApiKeyErrors.Refusal(answer, "to change it").Message);
    }

    [Theory]
    [InlineData("non_field_errors", true), InlineData("api_key_id", true), InlineData("api_key_idsecret_id", true)]
    [InlineData("<html>Bad Request</html>", false), InlineData("", false), InlineData("Bad Request", false)]
    public void What_a_stock_server_refuses_an_API_key_is_a_right_or_is_not_there(string body, bool isOfServer)
    {
        var answer = new HttpAnswer(400, "text/html", Multiplexed: false, System.Text.Encoding.UTF8.GetBytes(body));
        var refusal = ApiKeyErrors.Refusal(answer, "to hand it out");

        Assert.Equal("the server refused to hand it out: NO_PERMISSION_OR_NOT_EXIST", refusal.Message);
        Assert.Equal((PsonoFailure.Refused, isOfServer), (refusal.Failure, refusal.IsOfServer));
        Assert.Equal("NO_PERMISSION_OR_NOT_EXIST", refusal.ServerCode);
        Assert.Null(ApiKeyErrors.Refusal(answer with { Status = 403 }, "to hand it out").ServerCode);
    }

    [Theory]
    [InlineData(429, 1800.0, "the server refused to hand it out: too many requests; try again in 30 minutes")]
    [InlineData(503, 5.0, "the server is too busy to hand it out; try again in 5 seconds")]
    [InlineData(503, null, "the server failed to hand it out: status 503")]
    public void So_is_an_API_key(int status, double? seconds, string message)
    {
        var wait = seconds is { } known ? TimeSpan.FromSeconds(known) : (TimeSpan?)null;

        var answer = new HttpAnswer(status, "application/json", Multiplexed: false, "{}"u8.ToArray()) { RetryAfter = wait };
        var refusal = ApiKeyErrors.Refusal(answer, "to hand it out");

        Assert.Equal((message, wait, status), (refusal.Message, refusal.RetryAfter, refusal.Status));
    }
}
