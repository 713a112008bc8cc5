using Psono.Cli;
using Psono.Cli.Commands.Vault;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;

namespace Psono.Tests.Commands.Vault;

public sealed class EntrySelectorTests
{
    private readonly DatastoreTree _tree = DatastoreTree.Empty(Guid.NewGuid());
    private readonly Guid _first;
    private readonly Guid _second;

    public EntrySelectorTests()
    {
        _first = Add("database");
        _second = Add("database", "Production", "Europe");
        Add("mail server", "Production");
        _tree.Find(Add("old"))!.Delete();
    }

    [Fact]
    public void An_entry_is_found_by_its_title() => Assert.Equal("mail server", EntrySelector.Find(_tree, "mail server").Name);

    [Fact]
    public void An_entry_is_found_by_the_id_of_its_secret() =>
        Assert.Equal(["Production", "Europe"], EntrySelector.Find(_tree, $"{SecretOf(_second)}").Folder);

    [Theory]
    [InlineData("Production/Europe/database")]
    [InlineData("/Production/Europe/database")]
    public void An_entry_is_found_by_folder_and_title(string path) => Assert.Equal(_second, EntrySelector.Find(_tree, path).LinkId);

    [Fact]
    public void A_title_of_two_entries_names_their_ids()
    {
        var refusal = Assert.Throws<PsonociException>(() => EntrySelector.Find(_tree, "database"));

        Assert.Equal("ambiguous", refusal.Code);
        Assert.Equal(
            $"'database' is the title of 2 secrets: /database ({SecretOf(_first)}), Production/Europe/database ({SecretOf(_second)})",
            refusal.Message);
        Assert.Equal("include its folder, as in /database, or its id", refusal.Hint);
        Assert.Equal(_first, EntrySelector.Find(_tree, "/database").LinkId);
    }

    [Fact]
    public void Two_entries_of_one_title_in_one_folder_have_only_their_ids()
    {
        Add("twin", "Production");
        Add("twin", "Production");
        Assert.Equal("use the id of the one you mean", Assert.Throws<PsonociException>(() => EntrySelector.Find(_tree, "twin")).Hint);
        Assert.Equal("ambiguous", Assert.Throws<PsonociException>(() => EntrySelector.Find(_tree, "Production/twin")).Code);
    }

    [Fact]
    public void A_title_with_a_slash_comes_before_a_folder_of_that_name()
    {
        var slash = Add("Production/mail server");
        Assert.Equal(slash, EntrySelector.Find(_tree, "Production/mail server").LinkId);
    }

    [Fact]
    public void A_typing_error_is_guessed()
    {
        var refusal = Assert.Throws<PsonociException>(() => EntrySelector.Find(_tree, "mail sever"));
        Assert.Equal("there is no secret 'mail sever'; did you mean 'mail server'?", refusal.Message);
    }

    [Fact]
    public void What_is_in_the_trash_is_found_only_there()
    {
        Assert.Contains(
            "in the trash", Assert.Throws<PsonociException>(() => EntrySelector.Find(_tree, "old")).Hint, StringComparison.Ordinal);
        Assert.Equal("old", EntrySelector.Find(_tree, "old", includeTrash: true).Name);
    }

    [Theory]
    [InlineData("Database")]
    [InlineData("data")]
    [InlineData("")]
    [InlineData("00000000-0000-4000-8000-000000000000")]
    public void Nothing_else_is_found(string wanted) =>
        Assert.Equal("not-found", Assert.Throws<PsonociException>(() => EntrySelector.Find(_tree, wanted)).Code);

    private Guid SecretOf(Guid link) => _tree.Find(link)!.SecretId!.Value;

    private Guid Add(string title, params string[] folder)
    {
        var link = Guid.NewGuid();
        using var key = SecretKey.Generate();
        _tree.Add(new NewDatastoreItem(link, SecretType.EnvironmentVariables, title, Guid.NewGuid(), key), folder);
        return link;
    }
}
