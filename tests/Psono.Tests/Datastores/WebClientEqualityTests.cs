using System.Text;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;

namespace Psono.Tests.Datastores;

/// <summary>
/// An entry that we make cannot be told from one that the web client made: the recorded one is made again here, byte by byte.
/// </summary>
public sealed class WebClientEqualityTests
{
    private static readonly RecordedSession Session = new();

    [Fact]
    public void The_tree_with_a_new_entry_is_the_one_that_the_web_client_stored()
    {
        var node = JsonNode.Parse(Session.Tree)!["items"]![0]!;
        var tree = DatastoreTree.Empty(Session.DatastoreId);
        using var key = SecretKey.FromHex(RecordedSession.Text(node, "secret_key"));
        var item = new NewDatastoreItem(
            Guid.Parse(RecordedSession.Text(node, "id")),
            SecretType.EnvironmentVariables,
            Session.Result["entry_title"]!.GetValue<string>(),
            Guid.Parse(Session.Result["secret_ids"]![0]!.GetValue<string>()),
            key);
        tree.Add(item, []);

        Assert.Equal(Session.Tree, Encoding.UTF8.GetString(tree.ToUtf8()));
    }

    [Fact]
    public void The_content_of_a_new_secret_is_the_one_that_the_web_client_stored()
    {
        var variables = Session.Result["variables"]!.AsArray()
            .Select(variable => new EnvironmentVariable(RecordedSession.Text(variable!, "key"), RecordedSession.Text(variable!, "value")));
        var content = SecretContent.NewEnvironmentVariables(Session.Result["entry_title"]!.GetValue<string>(), variables);

        Assert.Equal(Session.Secret, Encoding.UTF8.GetString(content.ToUtf8()));
    }

    [Fact]
    public void The_tree_of_the_web_client_is_read_and_written_as_it_is()
    {
        var tree = DatastoreTree.Parse(Encoding.UTF8.GetBytes(Session.Tree))!;

        Assert.Equal("production database", Assert.Single(tree.Items).Name);
        Assert.Equal(Session.Tree, Encoding.UTF8.GetString(tree.ToUtf8()));
    }
}
