using Psono.Client;
using Psono.Client.Http;

namespace Psono.Tests.Client;

public sealed class HttpProxyTests
{
    [Theory]
    [InlineData("http://a.example/", "http_proxy=http://p:1", "http://p:1/")]
    [InlineData("http://a.example/", "HTTP_PROXY=p:1", "http://p:1/")]
    [InlineData("http://a.example/", "HTTPS_PROXY=http://p:1", null)]
    [InlineData("https://a.example/", "HTTPS_PROXY=http://p:1", "http://p:1/")]
    [InlineData("https://a.example/", "HTTP_PROXY=http://p:1", null)]
    [InlineData("https://a.example/", "ALL_PROXY=socks5://p:1", "socks5://p:1/")]
    [InlineData("https://a.example/", "ALL_PROXY=http://q:1;https_proxy=http://p:1", "http://p:1/")]
    [InlineData("https://a.example/", "https_proxy=http://p:1;HTTPS_PROXY=http://q:1", "http://p:1/")]
    [InlineData("http://a.example/", "HTTP_PROXY=http://p:1;REQUEST_METHOD=GET", null)]
    [InlineData("http://a.example/", "http_proxy=http://p:1;REQUEST_METHOD=GET", "http://p:1/")]
    [InlineData("http://a.example/", "", null)]
    [InlineData("http://a.example/", "http_proxy=", null)]
    public void The_usual_variables_are_understood(string destination, string variables, string? proxy) =>
        Assert.Equal(proxy, ProxyFor(destination, variables));

    [Theory]
    [InlineData("a.example", "a.example", true)]
    [InlineData("sub.a.example", "a.example", true)]
    [InlineData("sub.a.example", ".a.example", true)]
    [InlineData("a.example", ".a.example", true)]
    [InlineData("nota.example", "a.example", false)]
    [InlineData("A.Example", "a.example", true)]
    [InlineData("a.example", "b.example, a.example", true)]
    [InlineData("a.example", "*", true)]
    [InlineData("10.1.2.3", "10.0.0.0/8", true)]
    [InlineData("11.1.2.3", "10.0.0.0/8", false)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("110.1.2.3", "10.1.2.3", false)]
    [InlineData("[fd00::1]", "fd00::/8", true)]
    [InlineData("[::1]", "::1", true)]
    [InlineData("a.example", "", false)]
    public void No_proxy_is_understood_as_curl_does(string host, string noProxy, bool direct) =>
        Assert.Equal(direct, ProxyFor($"http://{host}:8080/", $"http_proxy=http://p:1;no_proxy={noProxy}") is null);

    [Theory]
    [InlineData("a.example", "*.a.example", false)]
    [InlineData("sub.a.example", "*.a.example", true)]
    [InlineData("127.0.0.1", "127.*", true)]
    [InlineData("128.0.0.1", "127.*", false)]
    [InlineData("a.example", "a.example:8080", true)]
    [InlineData("a.example", "a.example:443", false)]
    [InlineData("sub.a.example", ".a.example:8080", true)]
    [InlineData("10.1.2.3", "10.1.2.3:8080", true)]
    [InlineData("[::1]", "[::1]:8080", true)]
    [InlineData("[::1]", "[::1]:443", false)]
    [InlineData("[fd00::8080]", "fd00::8080", true)]
    public void And_what_Go_and_Java_understand(string host, string noProxy, bool direct) =>
        Assert.Equal(direct, ProxyFor($"http://{host}:8080/", $"http_proxy=http://p:1;no_proxy={noProxy}") is null);

    [Theory]
    [InlineData("https_proxy", "ftp://user:hunter2@p:1")]
    [InlineData("HTTPS_PROXY", "http://user:hunter2@")]
    [InlineData("ALL_PROXY", "http://hunter2:99999")]
    [InlineData("all_proxy", "hunter2 hunter2")]
    [InlineData("http_proxy", "file:///hunter2")]
    public void A_proxy_that_cannot_be_understood_is_an_error_that_names_the_variable_and_not_its_value(string name, string value)
    {
        var refusal = Assert.Throws<PsonoApiException>(() => HttpProxy.FromEnvironment(asked => asked == name ? value : null));

        Assert.Contains($"the environment variable {name} is", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("socks5h://p:1", "socks5://p:1/"), InlineData("https://p:1", "https://p:1/"), InlineData("socks4a://p:1", "socks4a://p:1/")]
    public void Proxies_of_these_schemes_are_spoken_to(string variable, string proxy) =>
        Assert.Equal(proxy, ProxyFor("https://a.example/", $"https_proxy={variable}"));

    [Fact]
    public void Credentials_of_the_proxy_are_decoded()
    {
        var proxy = HttpProxy.FromEnvironment(name => name == "http_proxy" ? "http://user:p%40ss@p:1" : null)!;
        var credentials = proxy.Credentials!.GetCredential(new Uri("http://p:1"), "Basic")!;
        Assert.Equal(("user", "p@ss"), (credentials.UserName, credentials.Password));
    }

    [Theory]
    [InlineData("http_proxy=http://p:1;https_proxy=http://user:secret@q:1", null, "user")]
    [InlineData("http_proxy=http://user:secret@p:1;https_proxy=http://q:1", "user", null)]
    [InlineData("http_proxy=http://one:secret@p:1;https_proxy=http://two:secret@p:1", "one", "two")]
    [InlineData("ALL_PROXY=http://user:secret@p:1", "user", "user")]
    public void Each_proxy_gets_its_own_user_and_password_only(string variables, string? http, string? https)
    {
        var proxy = FromVariables(variables)!;
        foreach (var (scheme, user) in new[] { ("http", http), ("https", https) })
        {
            var address = proxy.GetProxy(new Uri($"{scheme}://a.example/"))!;
            Assert.Equal(user, proxy.Credentials!.GetCredential(address, "Basic")?.UserName);
        }

        Assert.Null(proxy.Credentials!.GetCredential(new Uri("http://elsewhere:1"), "Basic"));
    }

    private static string? ProxyFor(string destination, string variables) =>
        FromVariables(variables)?.GetProxy(new Uri(destination))?.AbsoluteUri;

    private static HttpProxy? FromVariables(string variables)
    {
        var environment = variables.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return HttpProxy.FromEnvironment(environment.GetValueOrDefault);
    }
}
