using System.Net;
using Microsoft.AspNetCore.Http;
using Psono.Server.Configuration;
using Psono.Server.RateLimiting;

namespace Psono.Server.Tests.RateLimiting;

public sealed class ClientAddressTests
{
    private const string Peer = "203.0.113.9";

    [Theory]
    [InlineData(0, "198.51.100.1", Peer)]
    [InlineData(1, "", Peer)]
    [InlineData(1, "198.51.100.1", "198.51.100.1")]
    [InlineData(1, "192.0.2.66, 198.51.100.1", "198.51.100.1")]
    [InlineData(2, "192.0.2.66, 198.51.100.1, 198.51.100.2", "198.51.100.1")]
    [InlineData(3, "198.51.100.1, 198.51.100.2", "198.51.100.1")]
    [InlineData(1, "198.51.100.1:4711", "198.51.100.1")]
    [InlineData(1, "[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData(1, "unknown", Peer)]
    public void The_header_is_believed_as_far_as_the_proxies_wrote_it(int proxies, string header, string expected)
    {
        var context = Context(("X-Forwarded-For", header));

        Assert.Equal(IPAddress.Parse(expected), new ClientAddress(new ServerOptions { NumProxies = proxies }).Of(context));
    }

    [Fact]
    public void A_trusted_header_wins()
    {
        var addresses = new ClientAddress(new ServerOptions { NumProxies = 1, TrustedIpHeader = "CF-Connecting-IP" });

        Assert.Equal(
            "198.51.100.7", addresses.Of(Context(("X-Forwarded-For", "198.51.100.1"), ("CF-Connecting-IP", "198.51.100.7"))).ToString());
        Assert.Equal("198.51.100.1", addresses.Of(Context(("X-Forwarded-For", "198.51.100.1"))).ToString());
    }

    [Fact]
    public void One_network_of_a_household_is_one_identity()
    {
        var addresses = new ClientAddress(new ServerOptions { NumProxies = 1 });
        string Identity(string address) => addresses.IdentityOf(Context(("X-Forwarded-For", address)));

        Assert.Equal(Identity("2001:db8:1:2::1"), Identity("2001:db8:1:2:ffff::9"));
        Assert.NotEqual(Identity("2001:db8:1:2::1"), Identity("2001:db8:1:3::1"));
        Assert.Equal(Identity("::ffff:198.51.100.1"), Identity("198.51.100.1"));
        Assert.NotEqual(Identity("198.51.100.1"), Identity("198.51.100.2"));
    }

    private static DefaultHttpContext Context(params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(Peer);
        foreach (var (name, value) in headers)
            context.Request.Headers[name] = value;
        return context;
    }
}
