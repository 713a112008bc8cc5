using System.Text.Json;
using Psono.Server.Operations;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Operations;

/// <summary>Types commands, which the running server executes.</summary>
internal static class TestOperator
{
    public static Task<OperatorAnswer> AskAsync(this TestServer server, params string[] arguments) =>
        server.AskAsync(line: null, arguments);

    public static async Task<OperatorAnswer> AskAsync(this TestServer server, string? line, string[] arguments)
    {
        var answer = await ControlSocket.AskAsync(server.DataDirectory, new OperatorRequest(arguments, line));
        Assert.NotNull(answer);
        return answer;
    }

    /// <summary>What <c>--json</c> prints.</summary>
    public static async Task<JsonElement> AskJsonAsync(this TestServer server, params string[] arguments)
    {
        var answer = await server.AskAsync([.. arguments, "--json"]);
        Assert.True(answer.Code == 0, answer.Note);
        return JsonElement.Parse(answer.Output);
    }

    /// <summary>The accounts with what is true of them.</summary>
    public static async Task<string[]> AccountsAsync(this TestServer server) =>
    [
        .. (await server.AskJsonAsync("user", "list")).EnumerateArray().Select(user => string.Join(
            ' ',
            new[] { "is_active", "is_email_active", "is_administrator", "require_password_change" }
                .Where(flag => user.GetProperty(flag).GetBoolean()).Prepend(user.GetProperty("username").GetString()))),
    ];

    public static void ShouldFail(this OperatorAnswer answer, int code, string line) =>
        Assert.Equal((code, $"error: {line}", ""), (answer.Code, answer.Note, answer.Output));
}
