using System.Text.Json.Nodes;
using Psono.Protocol.Secrets;
using Psono.Tests.Cryptography;

namespace Psono.Tests.Protocol;

public sealed class SecretSetTests
{
    private static readonly JsonArray Sets = VectorFile.Load("secret-sets.json")["sets"]!.AsArray();

    public static TheoryData<string> Names() => [.. Sets.Select(set => set!["name"]!.GetValue<string>())];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_set_of_secrets_has_the_digest_of_the_protocol(string name)
    {
        var set = Sets.Single(set => set!["name"]!.GetValue<string>() == name)!;

        var digest = SecretSet.DigestOf(set["ids"]!.AsArray().Select(id => Guid.Parse(id!.GetValue<string>())));

        Assert.Equal(set["digest"]!.GetValue<string>(), digest);
    }
}
