using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Cryptography;

public sealed class KeyDerivationTests
{
    private static readonly JsonNode Vectors = VectorFile.Load("derived-keys.json");

    public static IEnumerable<TheoryDataRow> TitleTags => VectorFile.Rows(Vectors["title_tags"], "key", "title", "tag");

    public static TheoryData<KeyPurpose, string?> Purposes => new(KeyPurpose.All.SelectMany(purpose => new (KeyPurpose, string?)[]
    {
        (purpose, null), (purpose, ""), (purpose, "a context that is longer than one block of the hash function that all is made of, ä"),
    }));

    [Theory, MemberData(nameof(Purposes))]
    public void It_is_HKDF_with_SHA_256_as_another_implementation_has_it(KeyPurpose purpose, string? context)
    {
        using var key = SecretKey.Generate();
        using var derived = KeyDerivation.Derive(key, purpose, context);
        var info = Encoding.UTF8.GetBytes(context is null ? purpose.Label : purpose.Label + " " + context);
        Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Bytes.ToArray(), 32, info: info), derived.Bytes.ToArray());
    }

    [Fact]
    public void Derives_the_published_keys()
    {
        var vectors = Vectors["keys"]!.AsArray();
        Assert.All(vectors, vector =>
        {
            using var key = SecretKey.FromHex((string)vector!["key"]!);
            using var derived = KeyDerivation.Derive(
                key, KeyPurpose.All.Single(purpose => purpose.Label == (string)vector["label"]!), (string?)vector["context"]);
            Assert.Equal((string?)vector["derived"], derived.ToHex());
        });
        Assert.Empty(KeyPurpose.All.Select(purpose => purpose.Label).Except(VectorFile.Values(vectors, "label")));
    }

    [Theory, MemberData(nameof(TitleTags))]
    public void Tags_titles_as_published(string key, string title, string tag)
    {
        using var apiSecretKey = SecretKey.FromHex(key);
        Assert.Equal(tag, TitleTag.Of(apiSecretKey, title));
    }

    [Fact]
    public void Each_purpose_has_its_own_key()
    {
        var labels = KeyPurpose.All.Select(purpose => purpose.Label).ToList();
        Assert.True(labels.Count > 1);
        Assert.All(labels, label => Assert.Matches("^[!-~]+( [!-~]+)*$", label));

        // With a context behind it, the beginning of another label could be that label.
        Assert.All(labels, label => Assert.Single(labels, other => other.StartsWith(label, StringComparison.Ordinal)));
    }
}
