using Psono.Client.Accounts;

namespace Psono.Tests.Client;

public sealed class DeviceCodeUrlTests
{
    private const string Id = "0e1ed23d-cac8-4a04-868b-275bf43b81cd";
    private const string Key = "acf25040d90e3c73abf1c395e7262bc3b5f9b1e35b96c74dcf72faba4663e98b";

    [Theory]
    [InlineData($"https://vault.example.com/index.html#/device/{Id}/{Key}", "https://vault.example.com")]
    [InlineData($"https://vault.example.com/index.html#!/device/{Id}/{Key}", "https://vault.example.com")]
    [InlineData($" https://vault.example.com/#/device/{Id}/{Key}/\n", "https://vault.example.com/")]
    [InlineData($"http://127.0.0.1:10100/psono/index.html#/device/{Id}/{Key}", "http://127.0.0.1:10100/psono/")]
    [InlineData($"https://VAULT.example.com:443/index.html#/device/{Id}/{Key}", "https://vault.example.com")]
    public void A_URL_that_a_device_shows_is_read(string text, string webClient)
    {
        using var url = DeviceCodeUrl.TryParse(text);

        Assert.Equal((Guid.Parse(Id), Key), (url!.Id, url.Key.ToHex()));
        Assert.True(url.IsOf(webClient), url.WebClient);
        Assert.False(url.IsOf("https://vault.example.org"));
        Assert.False(url.IsOf(webClient.Replace("https://", "http://", StringComparison.Ordinal) + "x"));
        Assert.False(url.IsOf(null));
        Assert.DoesNotContain(Key, url.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""), InlineData(Key), InlineData($"/index.html#/device/{Id}/{Key}")]
    [InlineData($"ftp://vault.example.com/index.html#/device/{Id}/{Key}")]
    [InlineData($"https://vault.example.com/index.html/device/{Id}/{Key}")]
    [InlineData($"https://vault.example.com/index.html?x#/device/{Id}/{Key}")]
    [InlineData($"https://alice@vault.example.com/index.html#/device/{Id}/{Key}")]
    [InlineData($"https://vault.example.com/index.html#/share/{Id}/{Key}")]
    [InlineData($"https://vault.example.com/index.html#/device/{Id}")]
    [InlineData($"https://vault.example.com/index.html#/device/{Id}/{Key}00")]
    [InlineData($"https://vault.example.com/index.html#/device/0e1ed23dcac84a04868b275bf43b81cd/{Key}")]
    [InlineData($"https://vault.example.com/index.html#/device/{Id}/{Key}/x")]
    public void Anything_else_is_not(string text) => Assert.Null(DeviceCodeUrl.TryParse(text));
}
