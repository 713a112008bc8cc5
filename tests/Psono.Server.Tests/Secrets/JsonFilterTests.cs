using System.Text;
using Psono.Server.Secrets;

namespace Psono.Server.Tests.Secrets;

public sealed class JsonFilterTests
{
    private const string Secret = """
        {"title":"a \"db\" \u00fc","port":5432,"on":true,"none":null,"list":[1, 2],"nested":{"deep":{"er":"value"}},
         "json":"{\"inner\":{\"x\":\"y\"},\"again\":\"{\\\"z\\\":1}\"}","":"empty name","twice":1,"twice":2,"a.b":"dotted"}
        """;

    [Theory]
    [InlineData("title", "a \"db\" ü")]
    [InlineData("  title ", "a \"db\" ü")]
    [InlineData("port", "5432")]
    [InlineData("on", "true")]
    [InlineData("none", "null")]
    [InlineData("list", "[1, 2]")]
    [InlineData("nested.deep", """{"er":"value"}""")]
    [InlineData("nested.deep.er", "value")]
    [InlineData("json.inner", """{"x":"y"}""")]
    [InlineData("json.inner.x", "y")]
    [InlineData("json.again.z", "1")]
    [InlineData("json", """{"inner":{"x":"y"},"again":"{\"z\":1}"}""")]
    [InlineData("twice", "2")]
    [InlineData("missing", "")]
    [InlineData("nested.missing", "")]
    [InlineData("missing.deeper", "")]
    [InlineData("title.deeper", "")]
    [InlineData("port.deeper", "")]
    [InlineData("none.deeper", "")]
    [InlineData("list.0", "")]
    [InlineData("list.length", "")]
    [InlineData("nested..er", "")]
    [InlineData("a.b", "")]
    [InlineData(".", "")]
    public void A_path_selects(string filter, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(JsonFilter.Select(Encoding.UTF8.GetBytes(Secret), filter)));

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("{")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("[1]")]
    [InlineData("1")]
    [InlineData("null")]
    public void Nothing_is_selected_from_what_is_no_object(string json) =>
        Assert.Empty(JsonFilter.Select(Encoding.UTF8.GetBytes(json), "a"));

    [Fact]
    public void A_path_of_any_length_is_survived() =>
        Assert.Empty(JsonFilter.Select(Encoding.UTF8.GetBytes(Secret), string.Concat(Enumerable.Repeat("nested.", 100_000))));
}
