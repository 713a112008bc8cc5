using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Secrets;

/// <summary>A secret, and what only its owner knows.</summary>
internal sealed record TestSecret(Guid Id, Guid LinkId, SecretKey Key)
{
    public const string Content =
        """{"environment_variables_title":"db","environment_variables_variables":[{"key":"db_host","value":"prd-db"}]}""";

    public static async Task<TestSecret> CreateAsync(TestSession session, Guid datastoreId, string content = Content)
    {
        var key = SecretKey.Generate();
        var body = Body(datastoreId, key, content);
        var answer = await session.PutAsync("/secret/", body.ToJsonString());
        answer.ShouldSucceed();
        return new TestSecret(Guid.Parse(answer["secret_id"]), Guid.Parse(body["link_id"]!.GetValue<string>()), key);
    }

    public static JsonObject Body(Guid? datastoreId = null, SecretKey? key = null, string content = Content)
    {
        using var generated = SecretKey.Generate();
        var data = SecretBox.Seal(key ?? generated, content);
        var body = new JsonObject
        {
            ["data"] = data.Text,
            ["data_nonce"] = data.Nonce,
            ["link_id"] = Guid.NewGuid().ToString(),
            ["callback_url"] = "",
            ["callback_user"] = "",
            ["callback_pass"] = "",
        };
        if (datastoreId is not null)
            body["parent_datastore_id"] = datastoreId.ToString();
        return body;
    }

    /// <summary>What an update sends.</summary>
    public JsonObject Change(string content)
    {
        var data = SecretBox.Seal(Key, content);
        return new JsonObject { ["secret_id"] = Id.ToString(), ["data"] = data.Text, ["data_nonce"] = data.Nonce };
    }

    /// <summary>Opens what the server answered.</summary>
    public string Open(TestAnswer answer) =>
        System.Text.Encoding.UTF8.GetString(SecretBox.Open(Key, answer["data"], answer["data_nonce"])!);

    /// <summary>A second link, which clients cannot make yet.</summary>
    public Task LinkAsync(TestServer server, Guid datastoreId) => server.State.Database.WriteAsync(db => db.ExecuteAsync(
        "insert into secret_links (id, create_date, link_id, secret_id, parent_datastore_id) values (@id, 0, @link, @secret, @parent)",
        ("@id", Guid.NewGuid()),
        ("@link", Guid.NewGuid()),
        ("@secret", Id),
        ("@parent", datastoreId)));

    public static Task<long> CountRowsAsync(TestServer server, string table) =>
        server.State.Database.ReadAsync(db => db.FirstAsync($"select count(*) from {table}", row => row.GetInt64(0)));
}
