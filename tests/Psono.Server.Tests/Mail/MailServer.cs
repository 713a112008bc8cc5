using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace Psono.Server.Tests.Mail;

/// <summary>A real mail server, for all tests: <c>mailserver.py</c>. Each test has recipients of its own.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    public const string User = "vault";

    public const string Password = "Käse & Brot";

    private static readonly string[] Ports =
    [
        "none", "none:nologin", "starttls:good", "starttls:good:login", "starttls:other", "starttls:expired", "starttls:stranger",
        "tls:good:login", "tls:other",
    ];

    private static readonly Lazy<Task<MailServer>> Shared = new(StartAsync);

    private readonly TemporaryDirectory _directory;
    private readonly Process _process;
    private readonly Dictionary<string, int> _ports = [];
    private readonly ConcurrentDictionary<string, Channel<ReceivedMail>> _mails = new();
    private readonly ConcurrentBag<string> _passwords = [];
    private Task _reading = Task.CompletedTask;

    private MailServer(TemporaryDirectory directory, Process process) => (_directory, _process) = (directory, process);

    public static Task<MailServer> SharedAsync() => Shared.Value;

    public string Authorities => _directory.File("ca.pem");

    /// <summary>All that ever came.</summary>
    public IReadOnlyCollection<string> Passwords => _passwords;

    public int Port(string name) => _ports[name];

    /// <summary>Settings for one of its ports, without a login.</summary>
    public string[] Arguments(string name, string host = "localhost") =>
    [
        "--email-host", host, "--email-port", $"{Port(name)}", "--email-tls", name.Split(':')[0], "--email-from", "vault@example.com",
        "--email-verify-ca-file", Authorities, "--web-client-url", "https://vault.example.com",
    ];

    public async Task<ReceivedMail> NextAsync(string to)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await MailsTo(to).Reader.ReadAsync(patience.Token);
    }

    public bool HasNone(string to) => MailsTo(to).Reader.Count == 0;

    public static async Task StopSharedAsync()
    {
        if (Shared is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await Shared.Value).DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        _directory.Dispose();
    }

    private static async Task<MailServer> StartAsync()
    {
        var directory = new TemporaryDirectory();
        await MailCertificates.WriteAsync(directory.Path);
        var script = Path.Combine(AppContext.BaseDirectory, "Mail/mailserver.py");
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-I", "-W", "ignore", script, directory.Path, .. Ports])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var server = new MailServer(directory, process);
        while (server._ports.Count < Ports.Length)
        {
            var line = await process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException("the mail server does not start: is python3-aiosmtpd installed?");
            var port = JsonElement.Parse(line);
            server._ports.Add(port.GetProperty("open").GetString()!, port.GetProperty("number").GetInt32());
        }

        server._reading = server.ReadAsync();
        return server;
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var said = JsonElement.Parse(line);
            if (said.TryGetProperty("password", out var password))
                _passwords.Add(password.GetString()!);
            else
                MailsTo(said.GetProperty("to")[0].GetString()!).Writer.TryWrite(new ReceivedMail(said));
        }
    }

    private Channel<ReceivedMail> MailsTo(string address) => _mails.GetOrAdd(address, _ => Channel.CreateUnbounded<ReceivedMail>());
}
