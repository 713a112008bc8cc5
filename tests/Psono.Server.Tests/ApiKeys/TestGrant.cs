using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.ApiKeys;

/// <summary>A user with a secret and an API key that has a grant for it.</summary>
internal static class TestGrant
{
    public static async Task<(TestSession Owner, TestSecret Secret, TestApiKey Key)> CreateAsync(
        TestServer server, bool read = true, bool write = false, bool insecure = false, string name = "alice",
        string content = TestSecret.Content)
    {
        var owner = await server.RegisterAndLogInAsync(name);
        var secret = await TestSecret.CreateAsync(owner, await TestDatastore.CreateAsync(owner), content);
        var key = await TestApiKey.CreateAsync(owner, read, write, insecure);
        await key.GrantAsync(owner, secret);
        return (owner, secret, key);
    }
}
