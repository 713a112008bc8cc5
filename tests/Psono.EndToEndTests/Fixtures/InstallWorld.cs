namespace Psono.EndToEndTests.Fixtures;

/// <summary>
/// A server whose psonoci are scripts of a line, and beside it one that fails in as many ways as it has folders. Its psonoci of linux-x64
/// prints "psonoci 1.2.3", that of linux-arm64 does not run here, and for macOS there is the one for arm64.
/// </summary>
public sealed class InstallWorld : IAsyncLifetime
{
    /// <summary>wrong: another hash. cut: half of the file. slow: half, and then nothing. gone: no psonoci, whatever the list says.</summary>
    private const string FaultyServer = """
        import hashlib, http.server, pathlib, time
        program = pathlib.Path("install/linux-x64/psonoci").read_bytes() + b"#" * 4000
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                fault, body = self.path.split("/")[1], program
                if self.path.endswith("SHA256SUMS"):
                    sum = "0" * 64 if fault == "wrong" else hashlib.sha256(program).hexdigest()
                    body = f"{sum}  linux-x64/psonoci\n".encode()
                elif fault == "gone":
                    return self.send_error(404)
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if body is program and fault in ("cut", "slow"): body = body[:2000]
                self.wfile.write(body)
                self.wfile.flush()
                if body is not program and fault == "slow" and not self.path.endswith("S"): time.sleep(60)
            def log_message(self, *args): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        print(server.server_port, flush=True)
        server.serve_forever()
        """;

    private readonly TemporaryDirectory _directory = new();
    private ServerProcess? _server;
    private System.Diagnostics.Process? _faulty;

    public string Origin => _server!.Origin;

    /// <summary>The script of the server, in a file.</summary>
    public string Script => _directory.File("install.sh");

    /// <summary>Where the folders of the faulty server are.</summary>
    public string Faulty { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var root = _directory.File("install");
        foreach (var (platform, program) in new[]
        {
            ("linux-x64", "echo psonoci 1.2.3"), ("linux-arm64", "echo cannot run this >&2; exit 126"), ("osx-arm64", "echo psonoci 1.2.3 mac"),
        })
        {
            Directory.CreateDirectory(Path.Combine(root, platform));
            await File.WriteAllTextAsync(Path.Combine(root, platform, "psonoci"), $"#!/bin/sh\n{program}\n");
        }

        _server = await ServerProcess.StartAsync(_directory.File("data"), "http", "--install-root", root);
        _directory.Write("faulty.py", FaultyServer);
        _faulty = Shell.Start($"cd {_directory.Path} && exec python3 faulty.py");
        Faulty = $"http://127.0.0.1:{await _faulty.StandardOutput.ReadLineAsync()}";
        (await Shell.RunAsync($"curl -fsSL {Origin}/install.sh -o {Script}; chmod 711 {_directory.Path}; chmod 644 {Script}")).Succeeds();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_faulty is not null)
        {
            _faulty.Kill();
            await _faulty.WaitForExitAsync();
            _faulty.Dispose();
        }

        _directory.Dispose();
    }
}
