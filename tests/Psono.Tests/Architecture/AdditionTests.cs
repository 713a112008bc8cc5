using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Info;

namespace Psono.Tests.Architecture;

/// <summary>What we add to the protocol is written down where others can build on it: docs/protocol/5-additions.md.</summary>
public sealed partial class AdditionTests
{
    private static readonly string Additions = Texts.Read(Path.Combine("docs", "protocol", "5-additions.md"));

    [Fact]
    public void Every_label_of_a_derived_key_is_registered() => Assert.Equal(
        KeyPurpose.All.Select(purpose => purpose.Label), Label.Matches(Additions).Select(match => match.Groups["label"].Value));

    [Fact]
    public void Everything_that_is_announced_is_described()
    {
        var announced = typeof(ServerExtensions).GetProperties()
            .Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name).ToList();
        Assert.NotEmpty(announced);
        var table = Additions[Additions.IndexOf("## 1.", StringComparison.Ordinal)..Additions.IndexOf("## 2.", StringComparison.Ordinal)];
        Assert.Equal(announced, Member.Matches(table).Select(match => match.Groups["name"].Value));
    }

    [GeneratedRegex(@"^\| `(?<label>psono[^`<]*[^`< ])(?: <[^`]*)?` \|", RegexOptions.Multiline)]
    private static partial Regex Label { get; }

    [GeneratedRegex(@"^\| `(?<name>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Member { get; }
}
