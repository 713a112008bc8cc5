using Psono.Server.Configuration;

namespace Psono.Server.Tests.Configuration;

public sealed class NodeNameTests
{
    [Theory]
    [InlineData("server-1"), InlineData("a"), InlineData("psono-server-7d9f8b6c5d-x2x4k"), InlineData("10.0.0.1_b")]
    public void A_name_is_taken_as_it_is(string name) => Assert.Equal(name, NodeName.Parse(name));

    [Theory]
    [InlineData(""), InlineData("server 1"), InlineData("server\n"), InlineData("sérver"), InlineData("a/b"), InlineData("a\u001b[0m")]
    [InlineData("a2345678901234567890123456789012345678901234567890b")]
    public void Anything_else_is_refused(string name) => Assert.Throws<FormatException>(() => NodeName.Parse(name));

    [Theory]
    [InlineData("db1.example.com", "db1.example.com")]
    [InlineData("my host", "my-host")]
    [InlineData("", "unnamed")]
    [InlineData("one-of-many-with-a-long-name-in-its-cluster-7d9f8b6c5d-x2x4k", "y-with-a-long-name-in-its-cluster-7d9f8b6c5d-x2x4k")]
    public void Every_host_has_a_name(string host, string name)
    {
        Assert.Equal(name, NodeName.From(host));
        Assert.Equal(name, NodeName.Parse(name));
    }

    [Fact]
    public void A_server_that_is_alone_needs_none()
    {
        Assert.Null(new ServerOptions().Node);
        Assert.Equal("a", new ServerOptions { NodeName = "a" }.Node);
        Assert.Equal(NodeName.OfHost, new ServerOptions { Database = "Host=db" }.Node);
        Assert.Equal("a", new ServerOptions { Database = "Host=db", NodeName = "a" }.Node);
    }
}
