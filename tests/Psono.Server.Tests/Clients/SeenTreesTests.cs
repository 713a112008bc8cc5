using Psono.Client;
using Psono.Client.Vault;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.Clients;

/// <summary>A server that hands out an older tree than it did before.</summary>
public sealed class SeenTreesTests
{
    private readonly Memory _memory = new();

    [Theory]
    [InlineData("same date")]
    [InlineData("new date")]
    [InlineData("new date, in upper case")]
    [InlineData("new id")]
    public async Task An_older_tree_is_refused_however_it_is_presented(string trick)
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = await OpenAsync(world);
        await client.Secrets.CreateAsync(VaultWorld.Content("first", "a=1"), []);
        await client.Secrets.CreateAsync(VaultWorld.Content("second", "a=1"), []);

        await GoBackAsync(world, trick);

        // A client that is open knows the id of the right one.
        if (trick != "new id")
            await ShouldRefuseAsync(client);
        client = await OpenAsync(world);
        await ShouldRefuseAsync(client);
        var refused = await Assert.ThrowsAsync<PsonoApiException>(
            () => client.Secrets.CreateAsync(VaultWorld.Content("third", "a=1"), []));
        Assert.Equal(PsonoFailure.Rollback, refused.Failure);
        Assert.Equal(2, await TestSecret.CountRowsAsync(world.Server, "secrets"));
    }

    [Fact]
    public async Task A_client_that_has_the_older_tree_itself_refuses_it_once_another_has_seen_a_newer_one()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var (here, there) = (await OpenAsync(world), await OpenAsync(world));
        await here.Secrets.CreateAsync(VaultWorld.Content("first", "a=1"), []);
        await there.Secrets.CreateAsync(VaultWorld.Content("second", "a=1"), []);

        await GoBackAsync(world, "same date");

        await ShouldRefuseAsync(here);
        await Assert.ThrowsAsync<PsonoApiException>(() => here.Secrets.CreateAsync(VaultWorld.Content("third", "a=1"), []));
    }

    [Theory]
    [InlineData("update datastores set data = '', data_nonce = '', write_date = write_date + 1 where type = 'password'")]
    [InlineData("delete from datastores where type = 'password'")]
    public async Task A_tree_that_has_vanished_is_not_taken_for_a_new_one(string sql)
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        await (await OpenAsync(world)).Secrets.CreateAsync(VaultWorld.Content("first", "a=1"), []);

        await ExecuteAsync(world, sql);

        await ShouldRefuseAsync(await OpenAsync(world));
    }

    [Fact]
    public async Task What_the_owner_accepts_is_the_newest_from_then_on()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = await OpenAsync(world);
        await client.Secrets.CreateAsync(VaultWorld.Content("first", "a=1"), []);
        await client.Secrets.CreateAsync(VaultWorld.Content("second", "a=1"), []);
        await GoBackAsync(world, "same date");

        client.Datastore.AcceptOlder();

        Assert.Equal("first", Assert.Single((await client.Datastore.ReadAsync()).Items).Name);
        await client.Secrets.CreateAsync(VaultWorld.Content("third", "a=1"), []);
        Assert.Equal(2, (await (await OpenAsync(world)).Datastore.ReadAsync()).Items.Count());
    }

    [Fact]
    public async Task Clients_that_work_at_the_same_time_do_not_accuse_the_server()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        await (await OpenAsync(world)).Secrets.CreateAsync(VaultWorld.Content("first", "a=1"), []);
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync(world)));

        await Task.WhenAll(clients.Select((client, index) => Task.Run(async () =>
        {
            for (var i = 0; i < 6; i++)
            {
                await client.Secrets.CreateAsync(VaultWorld.Content($"{index} {i}", "a=1"), []);
                await client.Datastore.ReadAsync();
            }
        })));

        Assert.Equal(25, (await (await OpenAsync(world)).Datastore.ReadAsync()).Items.Count());
    }

    [Fact]
    public async Task A_write_whose_answer_comes_late_neither_accuses_the_server_nor_makes_it_forget_what_came_after()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var session = await world.NewSessionAsync();
        using var network = new LateAnswer();
        var slow = world.Open(session, network, _memory);
        var fast = world.Open(session, memory: _memory);
        await fast.Secrets.CreateAsync(VaultWorld.Content("first", "a=1"), []);

        var late = slow.Datastore.UpdateAsync(tree => tree.AddFolder(["slow"]));
        await network.IsStored.Task;
        await fast.Datastore.UpdateAsync(tree => tree.AddFolder(["fast"]));
        network.MayArrive.SetResult();
        await late;

        Assert.Equal(2, (await (await world.OpenAsync()).Datastore.ReadAsync()).Folders.Count());
        await GoBackAsync(world, "new date");
        await ShouldRefuseAsync(await OpenAsync(world));
    }

    [Fact]
    public async Task An_account_of_the_same_name_that_is_a_new_one_is_not_accused()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        await (await OpenAsync(world)).Secrets.CreateAsync(VaultWorld.Content("first", "a=1"), []);
        var session = await world.User.LogInAsync(world.Server);
        (await session.DeleteAsync("/user/delete/", $$"""{"authkey":"{{world.User.Authkey}}"}""")).ShouldSucceed();

        var user = await TestUser.RegisterAsync(world.Server, "alice");

        var client = await OpenAsync(world, user);
        Assert.Empty((await client.Datastore.ReadAsync()).Items);
    }

    private async Task<VaultClient> OpenAsync(VaultWorld world, TestUser? user = null) =>
        world.Open(await world.NewSessionAsync(user), memory: _memory);

    private static async Task ShouldRefuseAsync(VaultClient client)
    {
        var refused = await Assert.ThrowsAsync<PsonoApiException>(() => client.Datastore.ReadAsync());
        Assert.Equal(PsonoFailure.Rollback, refused.Failure);
    }

    /// <summary>The version that the last write replaced is the current one again.</summary>
    private static Task<int> GoBackAsync(VaultWorld world, string trick)
    {
        const string Old =
            "from (select * from datastore_history order by create_date desc limit 1) h where datastores.id = h.datastore_id";
        return ExecuteAsync(world, trick switch
        {
            "same date" => $"update datastores set data = h.data, data_nonce = h.data_nonce, write_date = h.write_date {Old}",
            "new date" => $"update datastores set data = h.data, data_nonce = h.data_nonce, write_date = datastores.write_date + 9 {Old}",
            "new date, in upper case" => "update datastores set data = upper(h.data), data_nonce = upper(h.data_nonce), "
                + $"write_date = datastores.write_date + 9 {Old}",
            _ => """
                insert into datastores select 'AAAAAAAA-0000-4000-8000-000000000001', d.create_date, d.write_date + 9, d.user_id, d.type,
                  'other', h.data, h.data_nonce, h.secret_key, h.secret_key_nonce, true
                from datastores d, (select * from datastore_history order by create_date desc limit 1) h where d.id = h.datastore_id;
                update datastores set is_default = false where type = 'password' and description = 'Default';
                """,
        });
    }

    private static Task<int> ExecuteAsync(VaultWorld world, string sql) =>
        world.Server.State.Database.WriteAsync(db => db.ExecuteAsync(sql));

    /// <summary>Holds the answer of a write of the tree back.</summary>
    private sealed class LateAnswer : DelegatingHandler
    {
        public TaskCompletionSource IsStored { get; } = new();

        public TaskCompletionSource MayArrive { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith("/datastore/", StringComparison.Ordinal))
            {
                IsStored.SetResult();
                await MayArrive.Task;
            }

            return response;
        }
    }

    private sealed class Memory : ITreeMemory
    {
        private readonly Dictionary<string, string> _texts = [];
        private readonly Lock _lock = new();

        public string? Read(string account)
        {
            lock (_lock)
                return _texts.GetValueOrDefault(account);
        }

        public void Write(string account, string text)
        {
            lock (_lock)
                _texts[account] = text;
        }

        public void Forget(string account)
        {
            lock (_lock)
                _texts.Remove(account);
        }
    }
}
