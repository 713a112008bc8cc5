using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Psono.Client;
using Psono.Web.Resources;
using Psono.Web.Services;

namespace Psono.Tests.Web;

public sealed class FailureTextsTests
{
    [Theory]
    [InlineData(1.0, "Try again in 2 seconds.")]
    [InlineData(59.5, "Try again in 60 seconds.")]
    [InlineData(1800.0, "Try again in 30 minutes.")]
    [InlineData(43200.0, "Try again in 12 hours.")]
    [InlineData(null, "Wait a few minutes, then try again.")]
    public void Who_asked_too_often_is_told_when_to_try_again(double? seconds, string hint)
    {
        var localizers = new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance);
        var texts = new FailureTexts(new StringLocalizer<FailureText>(localizers));
        var wait = seconds is { } known ? TimeSpan.FromSeconds(known) : (TimeSpan?)null;

        var words = texts.Of(new PsonoApiException(PsonoFailure.RateLimited, "x") { RetryAfter = wait });

        Assert.Equal(hint, words.Hint);
    }
}
