using System.Diagnostics;
using System.Text.Json;

namespace Psono.EndToEndTests.Fixtures;

/// <summary>A real mail server on the loopback interface, for whoever is written to.</summary>
public sealed class Mailbox : IAsyncDisposable
{
    private readonly Process _process;
    private readonly int _port;

    private Mailbox(Process process, int port) => (_process, _port) = (process, port);

    /// <summary>Settings of a server that writes here.</summary>
    public string[] Arguments =>
    [
        "--email-host", "localhost", "--email-port", $"{_port}", "--email-tls", "none", "--email-from", "vault@example.com",
        "--web-client-url", "https://vault.example.com",
    ];

    public static async Task<Mailbox> OpenAsync()
    {
        var script = Path.Combine(Published.Root, "tests/Psono.Server.Tests/Mail/mailserver.py");
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-I", "-W", "ignore", script, "/", "none"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("the mail server does not start: is python3-aiosmtpd installed?");
        return new Mailbox(process, JsonElement.Parse(line).GetProperty("number").GetInt32());
    }

    /// <summary>What follows the address of the web vault in the link of the next mail.</summary>
    public async Task<string> NextLinkAsync()
    {
        var line = (await _process.StandardOutput.ReadLineAsync().WaitAsync(Shell.Patience))!;
        var text = JsonElement.Parse(line).GetProperty("text").GetString()!.ReplaceLineEndings("\n");
        // Long lines are broken for the way.
        return text.Replace("=\n", "", StringComparison.Ordinal).Split("https://vault.example.com")
            .Select(part => part.Split('\n')[0]).First(part => part.Contains('#', StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
