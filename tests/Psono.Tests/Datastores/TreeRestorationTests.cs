using System.Text;
using System.Text.Json.Nodes;
using Psono.Protocol.Datastores;

namespace Psono.Tests.Datastores;

public sealed class TreeRestorationTests
{
    [Fact]
    public void What_was_lost_moved_renamed_or_put_into_the_trash_is_as_it_was()
    {
        var then = Tree("""
            {"name":"root","extra":1,"items":[I1,I2],"folders":[{"id":"F","name":"Folder","mark":true,"items":[I3,I4]}]}
            """);
        var now = Tree("""{"items":[{"id":"1","name":"renamed","deleted":true},I3],"folders":[]}""");

        Assert.Equal(
            ["Returns 2 -> ", "Returns Folder/4 -> ", "Changes 1 -> renamed", "Changes Folder/3 -> 3"], Compare(now, then));
        now.Restore(then, _ => true, _ => false);
        Assert.Equal(Json(then), Json(now));
    }

    [Fact]
    public void What_was_made_since_stays_in_its_folder_and_in_the_trash_if_it_is_there()
    {
        var then = Tree("""{"items":[I1]}""");
        var now = Tree("""
            {"items":[],"folders":[{"id":"F","name":"New","items":[I2]},{"id":"G","name":"Old","deleted":true,"items":[I3]}]}
            """);

        Assert.Equal(["Returns 1 -> ", "Stays  -> New/2", "Stays  -> Old/3"], Compare(now, then));
        now.Restore(then, _ => true, _ => false);

        Assert.Equal(["1 False", "New/2 False", "Old/3 True"], now.Items.Select(item => $"{Path(item)} {item.IsInTrash}"));
        Assert.Equal(Key('2'), KeyOf(now, "2"));
    }

    [Fact]
    public void What_was_deleted_for_good_does_not_come_back()
    {
        var then = Tree("""{"items":[I1,I2,{"id":"00000000-0000-4000-8000-000000000009","name":"a file","type":"file"}]}""");
        var now = Tree("""{"items":[I1]}""");

        Assert.Equal(["Returns a file -> ", "IsGone 2 -> "], Compare(now, then, id => !$"{id}".EndsWith('2')));
        now.Restore(then, id => !$"{id}".EndsWith('2'), _ => false);

        Assert.Equal(["1", "a file"], now.Items.Select(item => item.Name));
    }

    [Theory]
    [InlineData(true, 'b')]
    [InlineData(false, '1')]
    public void Of_two_keys_the_right_one_is_taken(bool keepsKey, char expected)
    {
        var then = Tree("""{"items":[I1]}""");
        var now = Tree($$"""{"items":[{"id":"1","name":"1","secret_id":"1","secret_key":"{{Key('b')}}"}]}""");

        Assert.False(now.Items.Single().HasKeyOf(then.Items.Single()));
        now.Restore(then, _ => true, id => id == now.Items.Single().LinkId && keepsKey);

        Assert.Equal(Key(expected), KeyOf(now, "1"));
    }

    [Fact]
    public void The_earlier_version_stays_as_it_is()
    {
        var then = Tree("""{"items":[I1,I2]}""");
        var (before, now) = (Json(then), Tree("""{"items":[I3]}"""));

        now.Restore(then, id => !$"{id}".EndsWith('2'), _ => true);
        now.Items.First().Rename("other");

        Assert.Equal(before, Json(then));
    }

    [Fact]
    public void An_item_is_put_back_into_a_folder_of_the_name_with_the_link_that_the_server_knows()
    {
        var then = Tree("""{"folders":[{"id":"F","name":"Folder","items":[I1]}]}""");
        var now = Tree("""{"folders":[{"id":"X","name":"Folder","deleted":true,"items":[]}]}""");
        var link = Guid.NewGuid();

        now.PutBack(then.Items.Single(), link);

        Assert.Equal((link, "Folder/1", false), (now.Items.Single().LinkId!.Value, Path(now.Items.Single()), now.Items.Single().IsInTrash));
    }

    /// <summary>I1 stands for an item with that title; ids are a digit.</summary>
    private static DatastoreTree Tree(string json)
    {
        for (var i = '1'; i <= '4'; i++)
            json = json.Replace($"I{i}", $$"""{"id":"{{i}}","name":"{{i}}","secret_id":"{{i}}","secret_key":"{{Key(i)}}"}""");
        foreach (var member in new[] { "id", "secret_id" })
        {
            for (var i = '1'; i <= '4'; i++)
                json = json.Replace($"\"{member}\":\"{i}\"", $"\"{member}\":\"00000000-0000-4000-8000-00000000000{i}\"");
        }

        return DatastoreTree.Parse(Encoding.UTF8.GetBytes(json))!;
    }

    private static string Key(char digit) => new(digit, 64);

    private static string KeyOf(DatastoreTree tree, string name)
    {
        using var key = tree.Items.Single(item => item.Name == name).OpenKey();
        return key!.ToHex();
    }

    private static string Json(DatastoreTree tree) => JsonNode.Parse(tree.ToUtf8())!.ToJsonString();

    private static string Path(DatastoreItem? item) => item is null ? "" : string.Join('/', item.Folder.Append(item.Name));

    private static IEnumerable<string> Compare(DatastoreTree now, DatastoreTree then, Func<Guid, bool>? exists = null) =>
        now.Compare(then, exists ?? (_ => true)).Select(one => $"{one.Kind} {Path(one.Then)} -> {Path(one.Now)}");
}
