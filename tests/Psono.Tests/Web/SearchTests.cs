using System.Text;
using Psono.Protocol.Datastores;
using Psono.Web.Components;
using Psono.Web.Secrets;

namespace Psono.Tests.Web;

/// <summary>What the list of secrets and the choice for an API key find.</summary>
public sealed class SearchTests
{
    private static readonly DatastoreTree Tree = DatastoreTree.Parse(Encoding.UTF8.GetBytes($$"""
        {"datastore_id":"{{Guid.NewGuid()}}","folders":[{"id":"{{Guid.NewGuid()}}","name":"Prod","items":[
          {"id":"{{Guid.NewGuid()}}","type":"environment_variables","name":"billing"},
          {"id":"{{Guid.NewGuid()}}","type":"environment_variables","name":"mail"}]}],
         "items":[{"id":"{{Guid.NewGuid()}}","type":"environment_variables","name":"billing dev"}]}
        """))!;

    [Theory]
    [InlineData("", "billing billing-dev mail")]
    [InlineData("prod", "billing mail")]
    [InlineData("prod bill", "billing")]
    [InlineData("none", "")]
    public void The_choice_for_a_key_finds_by_title_and_by_folder(string search, string found) => Assert.Equal(
        found, string.Join(' ', SecretPicker.Search(Tree.Items, search).Select(item => item.Name.Replace(' ', '-')).Order()));

    [Theory]
    [InlineData("stripe", true)]
    [InlineData("mail stripe", true)]
    [InlineData("billing stripe", false)]
    public void A_secret_is_found_by_the_name_of_a_variable(string search, bool isFound) => Assert.Equal(
        isFound, new Entry(Tree.Items.Single(item => item.Name == "mail")).Matches(search.Split(' '), ["HOST", "STRIPE_KEY"]));
}
