using Psono.Tests.Client;

namespace Psono.Tests.Commands;

internal static class CommandRuns
{
    /// <summary>Runs a command with the key of this server.</summary>
    public static int Run(this ApiKeyServer server, TestTerminal terminal, params string[] args) => Run(server, terminal, [], args);

    public static int Run(
        this ApiKeyServer server, TestTerminal terminal, (string, string)[] environment, params string[] args) => terminal.Run(
        ["--api-key-id", $"{ApiKeyServer.ApiKeyId}", "--api-secret-key-hex", ApiKeyServer.SecretKeyHex, "--server-url",
            $"{server.Http.Url}", .. args],
        environment);
}
