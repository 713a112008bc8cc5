using System.Net;
using System.Text;
using System.Text.Json;

namespace Psono.Server.Tests.Hosting;

/// <summary>What the server answered. In a session <see cref="Text"/> is what was inside the seal.</summary>
internal sealed record TestAnswer(
    HttpStatusCode Status, string Text, string? ContentType, Dictionary<string, string> Headers, bool WasSealed = false)
{
    private (string? Text, JsonElement Json) _parsed;

    public JsonElement Json
    {
        get
        {
            if (!ReferenceEquals(_parsed.Text, Text))
                _parsed = (Text, JsonElement.Parse(Encoding.UTF8.GetBytes(Text)));
            return _parsed.Json;
        }
    }

    public static async Task<TestAnswer> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new TestAnswer(
            response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString(), headers);
    }

    /// <summary>A member of the answer as text.</summary>
    public string this[string member] => Json.GetProperty(member).ToString();

    /// <summary>The lines of the text are for whoever reads the test: an answer is in one line.</summary>
    public void ShouldBe(HttpStatusCode status, string text)
    {
        Assert.Equal(text.Replace("\n", "", StringComparison.Ordinal), Text);
        Assert.Equal(status, Status);
    }

    public void ShouldSucceed() => Assert.True(Status is HttpStatusCode.OK or HttpStatusCode.Created, $"{Status}: {Text}");

    /// <summary>400 with one object error.</summary>
    public void ShouldRefuse(string code) => ShouldBe(HttpStatusCode.BadRequest, $$"""{"non_field_errors":["{{code}}"]}""");

    /// <summary>429, in the members that clients show.</summary>
    public void ShouldBeThrottled(string seconds)
    {
        var text = $"Request was throttled. Expected available in {seconds} seconds.";
        ShouldBe(HttpStatusCode.TooManyRequests, $$"""{"detail":"{{text}}","non_field_errors":["{{text}}"]}""");
        Assert.Equal(seconds, Headers["Retry-After"]);
    }
}
