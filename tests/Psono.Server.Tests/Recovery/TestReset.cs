using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Recovery;

/// <summary>A password reset as a client does it.</summary>
internal static class TestReset
{
    public const string Path = "/password/";

    /// <summary>What a client sends for a new password.</summary>
    public static JsonObject Update(TestUser user, string authkey)
    {
        var privateKey = SecretBox.SealKey(user.PasswordKey, user.PrivateKey);
        var secretKey = SecretBox.SealKey(user.PasswordKey, user.SecretKey);
        return new JsonObject
        {
            ["authkey"] = authkey,
            ["private_key"] = privateKey.Text,
            ["private_key_nonce"] = privateKey.Nonce,
            ["secret_key"] = secretKey.Text,
            ["secret_key_nonce"] = secretKey.Nonce,
        };
    }

    public static async Task<TestAnswer> RunAsync(TestServer server, TestCode code, string authkey)
    {
        var begun = await code.BeginAsync(server, Path);
        begun.ShouldSucceed();
        return await code.FinishAsync(server, Path, begun, Update(code.User, authkey).ToJsonString());
    }
}
