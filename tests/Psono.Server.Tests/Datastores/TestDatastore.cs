using System.Text.Json.Nodes;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Datastores;

/// <summary>Makes datastores as a client does.</summary>
internal static class TestDatastore
{
    public static async Task<Guid> CreateAsync(
        TestSession session, string description = "Default", string type = "password", bool isDefault = true)
    {
        var answer = await session.PutAsync("/datastore/", Body(description, type, isDefault).ToJsonString());
        answer.ShouldSucceed();
        return Guid.Parse(answer["datastore_id"]);
    }

    public static JsonObject Body(string description = "Default", string type = "password", bool isDefault = true) => new()
    {
        ["type"] = type,
        ["description"] = description,
        ["data"] = "",
        ["data_nonce"] = "",
        ["is_default"] = isDefault,
        ["secret_key"] = TestUser.Hex(80),
        ["secret_key_nonce"] = TestUser.Hex(24),
    };
}
