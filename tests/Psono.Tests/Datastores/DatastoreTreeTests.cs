using System.Text;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;

namespace Psono.Tests.Datastores;

public sealed class DatastoreTreeTests
{
    private static readonly Guid Link = Guid.Parse("0c87b23a-b167-4aa9-b9f1-cbf19fbf3ee6");
    private static readonly Guid Secret = Guid.Parse("619ddffd-0bc0-47b8-bb4f-cebe7e534918");
    private static readonly string Key = new('a', 64);

    private const string Example =
        """
        {"datastore_id":"D","folders":[
          {"id":"F","name":"Services","folders":[{"id":"G","name":"Old","deleted":true,"items":[
            {"id":"3c87b23a-b167-4aa9-b9f1-cbf19fbf3ee6","type":"note","name":"in the trash",
             "secret_id":"319ddffd-0bc0-47b8-bb4f-cebe7e534918","secret_key":"00"}]}],
           "items":[{"id":"2c87b23a-b167-4aa9-b9f1-cbf19fbf3ee6","type":"environment_variables","name":"inner",
             "secret_id":"219ddffd-0bc0-47b8-bb4f-cebe7e534918",
             "secret_key":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]},
          {"id":"S","name":"Shared","share_id":"519ddffd-0bc0-47b8-bb4f-cebe7e534918","share_secret_key":"00"}],
         "items":[{"id":"1c87b23a-b167-4aa9-b9f1-cbf19fbf3ee6","type":"environment_variables","name":"outer","deleted":true,"tags":[],
           "secret_id":"119ddffd-0bc0-47b8-bb4f-cebe7e534918",
           "secret_key":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}],
         "share_index":{"519ddffd-0bc0-47b8-bb4f-cebe7e534918":{"paths":[["S"]],"secret_key":"00"}}}
        """;

    [Fact]
    public void Items_are_listed_with_their_folders_and_whether_they_are_in_the_trash()
    {
        var items = Parse(Example).Items.Select(item => $"{string.Join('/', item.Folder)}|{item.Name}|{item.IsInTrash}|{item.IsDeleted}");

        Assert.Equal(["|outer|True|True", "Services|inner|False|False", "Services/Old|in the trash|True|False"], items);
    }

    [Fact]
    public void Shares_are_counted_and_not_taken_for_entries() => Assert.Equal(1, Parse(Example).Shares);

    [Fact]
    public void The_key_of_an_item_opens_and_one_that_is_none_does_not()
    {
        var items = Parse(Example).Items.ToList();

        using var key = items[1].OpenKey();
        Assert.Equal(Key, key?.ToHex());
        Assert.Null(items[2].OpenKey());
    }

    [Fact]
    public void A_new_item_in_an_empty_datastore_has_the_members_of_the_web_client_in_its_order()
    {
        var tree = DatastoreTree.Empty(Guid.Parse("0af4c583-d7ca-4275-9b0d-272611e19466"));
        Add(tree, []);

        Assert.Equal(
            """{"datastore_id":"0af4c583-d7ca-4275-9b0d-272611e19466","items":["""
            + $$"""{"id":"{{Link}}","type":"environment_variables","name":"new","tags":[]"""
            + $$""","secret_id":"{{Secret}}","secret_key":"{{Key}}"}]}""",
            Json(tree));
    }

    [Fact]
    public void A_new_item_goes_to_the_end_of_its_folder()
    {
        var tree = Parse(Example);
        Add(tree, ["Services"]);

        Assert.Equal(["outer", "inner", "new", "in the trash"], tree.Items.Select(item => item.Name));
        Assert.Equal(["Services"], tree.Find(Link)!.Folder);
    }

    [Fact]
    public void Missing_folders_are_made_and_one_in_the_trash_counts_as_missing()
    {
        var tree = Parse(Example);
        Add(tree, ["Services", "Old", "Deep"]);

        Assert.Equal(["Services", "Old", "Deep"], tree.Find(Link)!.Folder);
        Assert.False(tree.Find(Link)!.IsInTrash);
    }

    [Fact]
    public void Nothing_is_added_below_a_share() =>
        Assert.Contains("'Shared' is a share", Assert.Throws<InvalidOperationException>(() => Add(Parse(Example), ["Shared"])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_item_goes_into_the_trash_and_out_of_it_without_a_trace()
    {
        var tree = Parse(Example);
        var before = Json(tree);
        var item = tree.Items.Single(item => item.Name == "inner");

        item.Delete();
        Assert.True(item.IsDeleted);
        item.Undelete();

        Assert.Equal(before, Json(tree));
    }

    [Fact]
    public void A_removed_item_is_gone_and_no_other()
    {
        var tree = Parse(Example);
        tree.Items.Single(item => item.Name == "inner").Remove();

        Assert.Equal(["outer", "in the trash"], tree.Items.Select(item => item.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"items\":[")]
    [InlineData("{\"items\":[],\"items\":[]}")]
    [InlineData("{\"name\":\"\\ud83d\"}")]
    public void What_is_not_one_object_is_refused(string json) => Assert.Null(DatastoreTree.Parse(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"items":null,"folders":{}}""")]
    [InlineData("""{"items":[1,"x",null,[]],"folders":[null,2]}""")]
    public void Odd_shapes_are_passed_over_and_stay(string json)
    {
        var tree = Parse(json);

        Assert.Empty(tree.Items);
        Assert.Equal(json, Json(tree));
    }

    private static void Add(DatastoreTree tree, string[] folder)
    {
        using var key = SecretKey.FromHex(Key);
        tree.Add(new NewDatastoreItem(Link, SecretType.EnvironmentVariables, "new", Secret, key), folder);
    }

    private static DatastoreTree Parse(string json) => DatastoreTree.Parse(Encoding.UTF8.GetBytes(json))!;

    private static string Json(DatastoreTree tree) => Encoding.UTF8.GetString(tree.ToUtf8());
}
