using System.Text;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Run;

/// <summary>The cache, with the published executables.</summary>
public sealed class OfflineTests(World world)
{
    [Fact]
    public async Task A_service_starts_while_the_server_is_away_and_not_with_the_cache_alone()
    {
        using var directory = new TemporaryDirectory();
        var cache = directory.File("cache");
        var config = directory.File("psonoci.toml");
        await Shell.RunAsync($"sed 's|{world.Server.Origin}|http://127.0.0.1:1|' {world.Config} >{config}; chmod 600 {config}");

        // A proxy that goes away: the server's address stays what it is.
        var online = await Shell.RunAsync($"psonoci -c {world.Config} --cache {cache} run -c -- /usr/bin/env");
        var offline = await Shell.RunAsync(
            $"http_proxy=http://127.0.0.1:1 psonoci -c {world.Config} --cache {cache} run -c -- /usr/bin/env");
        var never = await Shell.RunAsync(
            $"http_proxy=http://127.0.0.1:1 psonoci -c {world.Config} --cache {cache} --offline never run -c -- /usr/bin/env");
        var only = await Shell.RunAsync(
            $"PSONO_CI_CACHE={cache} PSONO_CI_OFFLINE=only psonoci -c {world.Config} secret get {world.SecretId} title");
        var old = await Shell.RunAsync(
            $"sleep 1.1; psonoci -c {world.Config} --cache {cache} --offline only --cache-max-age 1s run -c -- /usr/bin/env");
        var otherServer = await Shell.RunAsync($"psonoci -c {config} --cache {cache} --offline only run -c -- /usr/bin/env");
        var otherKey = await Shell.RunAsync(
            $"sed 's/^api_secret_key_hex = .*/api_secret_key_hex = \"{new string('0', 64)}\"/' {world.Config} >{config}; "
            + $"psonoci -c {config} --cache {cache} --offline only run -c -- /usr/bin/env");

        Assert.Contains($"db_password={World.DatabasePassword}", online.Succeeds().Lines);
        Assert.Equal("", online.Error);
        Assert.Equal(online.Lines.Order(), offline.Succeeds().Lines.Order());
        Assert.Contains("psonoci: warning: cannot connect", offline.Error, StringComparison.Ordinal);
        Assert.Equal("production database", only.Succeeds().Output);
        Assert.All([never, old, otherServer, otherKey], result => Assert.Equal((125, ""), (result.ExitCode, result.Output)));
        Assert.Contains("more than 1 seconds", old.Error, StringComparison.Ordinal);
        Assert.Contains("does not open", otherKey.Error, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(cache))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            foreach (var needle in new[] { World.DatabasePassword, World.Host, "db_password", "production", world.SecretId })
                Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(needle)));
        }
    }

    [Fact]
    public async Task A_revoked_key_is_not_stood_in_for()
    {
        using var directory = new TemporaryDirectory();
        var (secret, config) = await world.CreateAsync("revoked", "A=1\n");
        var run = $"psonoci -c {config} --cache {directory.File("cache")} run -c -- /usr/bin/env";
        Assert.Equal("A=1\n", (await Shell.RunAsync(run)).Succeeds().Output);
        await world.VaultAsync($"api-key revoke revoked {secret}");

        Assert.Equal(125, (await Shell.RunAsync(run)).ExitCode);
        Assert.Equal(125, (await Shell.RunAsync($"http_proxy=http://127.0.0.1:1 {run}")).ExitCode);
        await world.VaultAsync("api-key delete revoked");
        var deleted = await Shell.RunAsync(run);
        Assert.Equal((125, ""), (deleted.ExitCode, deleted.Output));
        Assert.Contains("refused", deleted.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_a_terminal_a_slow_server_is_waited_for_visibly_and_the_line_is_gone_before_the_program_starts()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            directory.File("slow.py"),
            """
            import socket, sys, threading, time
            listener = socket.create_server(("127.0.0.1", 0))
            print(listener.getsockname()[1], flush=True)
            def copy(source, target):
                while data := source.recv(65536): target.sendall(data)
            while True:
                client, _ = listener.accept()
                time.sleep(2.5)
                server = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
                for pair in ((client, server), (server, client)): threading.Thread(target=copy, args=pair, daemon=True).start()
            """);
        var script = $$"""
            cd {{directory.Path}}; rm -f port; python3 slow.py {{new Uri(world.Server.Origin).Port}} >port & trap "kill $!" EXIT
            until [ -s port ]; do sleep 0.05; done
            sed "s|{{world.Server.Origin}}|http://127.0.0.1:$(cat port)|" {{world.Config}} >psonoci.toml; chmod 600 psonoci.toml
            psonoci -c psonoci.toml run -- echo started
            """;
        await File.WriteAllTextAsync(directory.File("typed.sh"), script);

        var terminal = await Shell.RunAsync($"script -qefc 'bash {directory.File("typed.sh")}' /dev/null");
        var pipe = await Shell.RunAsync($"bash {directory.File("typed.sh")}");

        Assert.Matches(@"^\rpsonoci: waiting for 127\.0\.0\.1:\d+, [1-9] s(\r[^\r]+)*\r +\rstarted\r\n$", terminal.Succeeds().Output);
        Assert.Equal(("started\n", ""), (pipe.Succeeds().Output, pipe.Error));
    }

    [Theory]
    [InlineData("run -- echo started"), InlineData("run --mask -- echo started"), InlineData("api-key info")]
    public async Task Who_interrupts_the_waiting_finds_the_line_gone(string command)
    {
        var lines = await Supervision.AtTerminal.RunAsync(world.Config, $$"""
            import re, socket
            silent = socket.create_server(("127.0.0.1", 0))
            settings = open("{{world.Config}}").read().replace("{{world.Server.Origin}}", f"http://127.0.0.1:{silent.getsockname()[1]}")
            config = os.path.join(os.path.dirname(__file__), "psonoci.toml")
            with open(os.open(config, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
                out.write(settings)
            shell.type(f"psonoci -c {config} {{command}}")
            shell.expect("waiting for")
            shell.expect(" s")
            shell.keys("\x03")
            shown = shell.expect(PROMPT)
            print("erased" if re.search(r"\r {20,}\r", shown) else repr(shown))
            """);

        Assert.Equal(["erased"], lines);
    }
}
