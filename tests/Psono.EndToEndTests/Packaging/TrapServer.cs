using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>
/// A server whose psonoci leaves a file "ran" at home. What it hands out under /flaky is there only at the third request.
/// </summary>
public sealed class TrapServer : IAsyncLifetime
{
    private const string Program = "#!/bin/sh\n: > \"$HOME/ran\"\necho psonoci 9.9.9\n";

    private const string Server = """
        import collections, http.server, sys
        asked = collections.Counter()
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked[self.path] += 1
                if self.path == "/asked":
                    body = str(sum(asked.values())).encode()
                elif self.path.startswith("/flaky") and asked[self.path] < 3:
                    return self.send_error(503)
                else:
                    body = sys.argv[1].encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *args): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """;

    private readonly TemporaryDirectory _directory = new();
    private Process? _process;

    public static string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Program)));

    public string Origin { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _process = Shell.Start(
            $"exec python3 {_directory.Write("server.py", Server)} \"$PROGRAM\"", new Dictionary<string, string> { ["PROGRAM"] = Program });
        Origin = $"http://127.0.0.1:{await _process.StandardOutput.ReadLineAsync()}";
    }

    public async ValueTask DisposeAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Dispose();
    }
}
