using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Recovery;

namespace Psono.Server.Tests.EmergencyCodes;

/// <summary>An emergency login as a client does it.</summary>
internal static class TestEmergency
{
    public const string Path = "/emergency-login/";

    /// <summary>What a client tells of itself.</summary>
    public static string Device(TestServer server, SecretKey ephemeral, string fingerprint) => new JsonObject
    {
        ["device_time"] = server.Clock.GetUtcNow().ToString("O"),
        ["device_fingerprint"] = fingerprint,
        ["device_description"] = "a test",
        ["session_public_key"] = PublicKey.Of(ephemeral).ToHex(),
    }.ToJsonString();

    /// <summary>The session of a code that is ready.</summary>
    public static async Task<TestSession> LogInAsync(TestServer server, TestCode code)
    {
        var begun = await code.BeginAsync(server, Path);
        Assert.Equal("ready", begun["status"]);
        using var ephemeral = SecretKey.Generate();
        var fingerprint = Guid.NewGuid().ToString();
        var answer = await code.FinishAsync(server, Path, begun, Device(server, ephemeral, fingerprint));
        answer.ShouldSucceed();
        var opened = Box.Open(ephemeral, server.PublicKey, answer["login_info"], answer["login_info_nonce"]);
        return new TestSession(server, code.User, JsonNode.Parse(opened)!.AsObject(), fingerprint);
    }
}
