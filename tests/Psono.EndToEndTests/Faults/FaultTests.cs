using System.Globalization;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Faults;

/// <summary>An account of its own, which the commands would change if they got through.</summary>
public sealed class FaultWorld : IAsyncLifetime
{
    internal World World { get; } = new();

    public ValueTask InitializeAsync() => World.InitializeAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

/// <summary>
/// Every fault against every command: nothing is started, printed or written, the exit code is the documented one, the message is one line, and it
/// takes neither long nor much memory.
/// </summary>
public sealed class FaultTests(FaultWorld faulty) : IClassFixture<FaultWorld>
{
    private const int MaxKilobytes = 160 * 1024;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(30);

    public static TheoryData<Fault> Faults { get; } = [.. Enum.GetValues<Fault>()];

    [Fact]
    public async Task No_command_is_left_out()
    {
        var all = await CommandLines.OfPsonociAsync();
        Assert.Contains("vault api-key create", all);
        Assert.Equal(all.Except(CommandLines.WithoutServer).Order(), CommandLines.WithServer.Keys.Order());
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task A_fault_ends_a_command_without_a_trace(Fault fault)
    {
        // The rights of a key are not sealed: there is no code that could be wrong. And whether a logout reached the server ends the session or not.
        var commands = CommandLines.WithServer.Where(command => fault switch
        {
            Fault.WrongMac => command.Key is not ("api-key info" or "vault logout"),
            Fault.PageForWrite => command.Key is "secret set" or "env-vars get-or-create" or "env-vars update-or-create",
            _ => true,
        });
        var complaints = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForEachAsync(commands, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (command, _) =>
        {
            if (await ComplaintAsync(fault, command.Key, command.Value) is { } complaint)
                complaints.Add(complaint);
        });
        Assert.True(complaints.IsEmpty, string.Join("\n", complaints));
    }

    private async Task<string?> ComplaintAsync(Fault fault, string name, string line)
    {
        var world = faulty.World;
        using var server = new FaultyServer(fault, world.Server.Origin);
        using var directory = new TemporaryDirectory();
        var result = await Shell.RunAsync(
            $$"""
            cd {{directory.Path}}; mkdir -p log home/state home/work
            cp -r $XDG_STATE_HOME/. home/state; cp {{world.Config}} home/work/psonoci.toml; chmod -R go= home
            grep -rlF {{world.Server.Origin}} home | xargs sed -i 's|{{world.Server.Origin}}|{{server.Origin}}|; s/^timeout = .*/timeout = 2/'
            export XDG_STATE_HOME=$PWD/home/state PSONO_CI_SERVER_URL={{server.Origin}}/server PSONO_CI_TIMEOUT=2 SECRET={{world.SecretId}} SITE={{server.Origin}}
            echo '{{"{{ production database/db_host }}"}}' >home/work/template
            (cd home; find . -type f | sort | xargs sha256sum) >log/before
            cd home/work
            python3 - {{line}} 2>../../log/error >../../log/output <<'PYTHON'
            import resource, subprocess, sys, time
            start = time.monotonic()
            code = subprocess.run(['psonoci'] + sys.argv[1:], stdin=subprocess.DEVNULL).returncode
            open('../../log/memory', 'w').write(f'{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss} {time.monotonic() - start:.0f}')
            sys.exit(code)
            PYTHON
            code=$?
            cd ../..
            (cd home; find . -type f | sort | xargs sha256sum) >log/after
            cat log/error >&2; cat log/memory; echo; diff log/before log/after | grep '^[<>]'; cat log/output
            exit $code
            """,
            world.Environment);
        var measured = result.Lines[0].Split(' ');
        var memory = int.Parse(measured[0], CultureInfo.InvariantCulture);
        var took = TimeSpan.FromSeconds(int.Parse(measured[1], CultureInfo.InvariantCulture));
        var written = result.Lines.Skip(1).Where(changed => name switch
        {
            // What it found is what it is asked for.
            "doctor" => changed is ['<' or '>', ..],
            "vault logout" => !changed.EndsWith("/vault-session.json", StringComparison.Ordinal),
            _ => true,
        }).ToList();
        var isOneLine = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(said => said.StartsWith("psonoci: ", StringComparison.Ordinal));
        var expected = name switch
        {
            "run" or "check" => 125,

            // The file goes first: whatever the server does, this machine can no longer open the vault.
            "vault logout" => 0,
            _ => 1,
        };
        return (result.ExitCode == expected, server.Requests > 0, isOneLine, written.Count == 0, took < MaxTime, memory < MaxKilobytes) is (true, true, true, true, true, true)
            && !(result.Error + result.Output).Contains(World.DatabasePassword, StringComparison.Ordinal)
                ? null
                : $"{fault}, {name}: exit code {result.ExitCode}, {server.Requests} requests, {took.TotalSeconds:0} s\n{result.Output}\n{result.Error}";
    }
}
