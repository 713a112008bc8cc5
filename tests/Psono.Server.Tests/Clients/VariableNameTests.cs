using System.Net;
using Psono.Protocol.Secrets;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

/// <summary>The names of the variables of many secrets, for a search.</summary>
public sealed class VariableNameTests
{
    [Theory, BothDatabases]
    public async Task Names_of_many_secrets_are_read_in_one_request(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var database = await client.Secrets.CreateAsync(VaultWorld.Content("database", "db_host=h", "db_password=p"), ["Production"]);
        var mail = await client.Secrets.CreateAsync(VaultWorld.Content("mail", "smtp=s"), []);
        await client.Secrets.CreateAsync(SecretContent.New([new("note_title", "note"), new("note_notes", "text")]), []);

        var network = new RecordingNetwork { Session = await world.NewSessionAsync() };
        var reader = world.Open(network.Session, network);
        var items = (await reader.Datastore.ReadAsync()).Items.ToList();
        network.Requests.Clear();
        var names = await reader.Secrets.ReadVariableNamesAsync([.. items, .. items]);

        var (request, _, body) = Assert.Single(network.Requests);
        Assert.Equal("POST /bulk-secret-read/", request);
        Assert.Equal(
            new[] { $"{database}", $"{mail}" }.Order(), body!["secret_ids"]!.AsArray().Select(id => id!.GetValue<string>()).Order());
        Assert.Equal(2, names.Count);
        Assert.Equal(["db_host", "db_password"], names[database]);
        Assert.Equal(["smtp"], names[mail]);
    }

    [Fact]
    public async Task A_secret_that_is_gone_is_left_out_and_the_others_are_read()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = await world.OpenAsync();
        var kept = await client.Secrets.CreateAsync(VaultWorld.Content("kept", "a=1"), []);
        await client.Secrets.CreateAsync(VaultWorld.Content("gone", "b=2"), []);
        var items = (await client.Datastore.ReadAsync()).Items.ToList();
        await client.Secrets.DeleteAsync(items.Single(item => item.Name == "gone"));

        Assert.Equal([kept], (await client.Secrets.ReadVariableNamesAsync(items)).Keys);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_for_many_is_asked_one_by_one()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = await world.OpenAsync(new WithoutBulkRead());
        var id = await client.Secrets.CreateAsync(VaultWorld.Content("database", "db_host=h"), []);
        var items = (await client.Datastore.ReadAsync()).Items.ToList();

        Assert.Equal(["db_host"], (await client.Secrets.ReadVariableNamesAsync(items))[id]);
    }

    [Fact]
    public async Task More_than_one_answer_may_hold_is_read_in_parts()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = await world.OpenAsync();
        var large = new string('x', 250_000);
        for (var i = 0; i < 40; i++)
            await client.Secrets.CreateAsync(VaultWorld.Content($"s{i}", $"name{i}={large}"), []);
        var items = (await client.Datastore.ReadAsync()).Items.ToList();

        var names = await client.Secrets.ReadVariableNamesAsync(items);

        Assert.Equal(40, names.Count);
        Assert.All(items, item => Assert.Equal(["name" + item.Name[1..]], names[item.SecretId!.Value]));
    }

    [Theory]
    [InlineData("""{"environment_variables_variables":[{"value":"v","key":"a"},{"key":"b","value":"v","x":[1]}]}""", "a,b")]
    [InlineData("""{"environment_variables_variables":null,"note_title":"t"}""", "")]
    [InlineData("""{"environment_variables_variables":[{"key":1}]}""", null)]
    [InlineData("""{"environment_variables_variables":{}}""", null)]
    [InlineData("""{"environment_variables_variables":[]} {}""", null)]
    [InlineData("[]", null)]
    [InlineData("", null)]
    public void What_is_not_in_the_form_that_clients_write_has_no_names(string json, string? names) => Assert.Equal(
        names, SecretVariableNames.Read(System.Text.Encoding.UTF8.GetBytes(json)) is { } read ? string.Join(',', read) : null);

    private sealed class WithoutBulkRead : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.AbsolutePath.EndsWith("/bulk-secret-read/", StringComparison.Ordinal)
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("<h1>Not Found</h1>") })
                : base.SendAsync(request, cancellationToken);
    }
}
