using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;

namespace Psono.Tests.Datastores;

/// <summary>
/// Whatever other clients keep in a datastore is still there, in its place and spelling, after ours has changed something else.
/// </summary>
public sealed class DatastoreTreePropertyTests
{
    private const string Mine = "0c87b23a-b167-4aa9-b9f1-cbf19fbf3ee6";

    private static readonly string[] Names = ["id", "name", "type", "deleted", "share_id", "urlfilter", "custom", "tags", "ä\n\"€😀"];

    private static readonly string[] Values =
        ["1", "1.0", "1e2", "-0.50", "12345678901234567890", "true", "null", "[]", "{\"x\":[{}]}", "\"ä\\n\\\"€😀\"", "\"\"", "\"\\u0000\"",
            "\"<&'+/>\""];

    private static readonly Gen<string> Members =
        Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, Values.Length - 1]).List[0, 6].Select(members => string.Join(
            ',',
            members.DistinctBy(member => member.Item1).Select(member => $"{JsonText(Names[member.Item1])}:{Values[member.Item2]}")));

    /// <summary>A tree with an item of ours at the end of the root's items.</summary>
    private static readonly Gen<string> Tree = Container(3, $$"""{"id":"{{Mine}}","name":"mine","type":"note","x":[1.50]}""");

    [Fact]
    public void An_untouched_tree_is_written_as_it_was_read() => Tree.Sample(json => Same(json, Text(Parse(json))));

    [Fact]
    public void Renaming_an_item_changes_its_name_and_nothing_else() => Tree.Sample(json =>
    {
        var tree = Parse(json);
        tree.Find(Guid.Parse(Mine))!.Rename("other");
        Same(json.Replace("\"name\":\"mine\"", "\"name\":\"other\"", StringComparison.Ordinal), Text(tree));
    });

    [Fact]
    public void Putting_an_item_into_the_trash_marks_it_and_nothing_else() => Tree.Sample(json =>
    {
        var tree = Parse(json);
        tree.Find(Guid.Parse(Mine))!.Delete();
        Same(json.Replace("\"x\":[1.50]}", "\"x\":[1.50],\"deleted\":true}", StringComparison.Ordinal), Text(tree));
    });

    [Fact]
    public void A_new_item_is_appended_and_leaves_everything_else_as_it_was() => Gen.Select(
        Tree, Gen.Guid, Gen.Guid, Gen.Byte.Array[SecretKey.Size]).Sample((json, link, secret, bytes) =>
    {
        var tree = Parse(json);
        using var key = SecretKey.FromBytes(bytes);
        tree.Add(new NewDatastoreItem(link, SecretType.EnvironmentVariables, "new", secret, key), []);
        Assert.Equal("new", tree.Find(link)?.Name);
        tree.Find(link)!.Remove();
        Same(json, Text(tree));
    });

    private static Gen<string> Container(int depth, params string[] last)
    {
        var items = Members.List[0, 4]
            .Select(list => $"\"items\":[{string.Join(',', list.Select(members => $"{{{members}}}").Concat(last))}]");
        if (depth == 0)
            return Gen.Select(Members, items).Select((members, list) => $"{{{Join(members, list)}}}");
        var folders = Container(depth - 1).List[0, 3].Select(list => $"\"folders\":[{string.Join(',', list)}]");
        return Gen.Select(Members, items, folders, Gen.Bool).Select((members, itemList, folderList, itemsFirst) =>
            $"{{{(itemsFirst ? Join(itemList, members, folderList) : Join(folderList, members, itemList))}}}");
    }

    private static string Join(params string[] parts) => string.Join(',', parts.Where(part => part.Length > 0));

    /// <summary>
    /// Equal but for the spelling of characters in strings, which JSON leaves free; numbers and order have to be the same text.
    /// </summary>
    private static void Same(string expected, string actual) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(actual)!.ToJsonString());

    private static DatastoreTree Parse(string json) => DatastoreTree.Parse(Encoding.UTF8.GetBytes(json))!;

    private static string Text(DatastoreTree tree) => Encoding.UTF8.GetString(tree.ToUtf8());

    private static string JsonText(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
