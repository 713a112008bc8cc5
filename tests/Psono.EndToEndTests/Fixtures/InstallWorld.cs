namespace Psono.EndToEndTests.Fixtures;

/// <summary>
/// A server whose psonoci are scripts of a line, and beside it one that fails in as many ways as it has folders. The psonoci of linux-x64
/// prints "psonoci 1.2.3", that of linux-arm64 does not run here, and there is none of osx-x64. The list of them is signed.
/// </summary>
public sealed class InstallWorld : IAsyncLifetime
{
    /// <summary>wrong: another hash. cut: half of the file. slow: half, then nothing. gone: none, whatever the list says.</summary>
    private const string FaultyServer = """
        import hashlib, http.server, pathlib, time
        program = pathlib.Path("install/linux-x64/psonoci").read_bytes() + b"#" * 200000
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
                if body is program and fault in ("cut", "slow"): body = body[:100000]
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

    /// <summary>Who may sign a release: "release", in the form of <c>ssh-keygen -Y verify -f</c>.</summary>
    public string Signers => _directory.File("signers");

    /// <summary>Where the folders of the faulty server are.</summary>
    public string Faulty { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var root = _directory.File("install");
        foreach (var (file, program) in new[]
        {
            ("linux-x64/psonoci", "echo psonoci 1.2.3"), ("linux-arm64/psonoci", "echo cannot run this >&2; exit 126"),
            ("osx-arm64/psonoci", "echo psonoci 1.2.3 mac"), ("win-x64/psonoci.exe", ""),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
            await File.WriteAllTextAsync(Path.Combine(root, file), $"#!/bin/sh\n{program}\n");
        }

        // As a release is signed.
        (await Shell.RunAsync(
            $"""
            cd {root}; LC_ALL=C; sha256sum */psonoci* > ../sums; ssh-keygen -q -t ed25519 -N '' -f ../key
            ssh-keygen -q -Y sign -n file -f ../key < ../sums > SHA256SUMS.sig; echo "release $(cat ../key.pub)" > ../signers
            """)).Succeeds();

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
