using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Faults;

/// <summary>One command, with a person's state and a machine's configuration of its own, behind a server with a fault.</summary>
internal sealed class Attempt : IDisposable
{
    private const int MaxKilobytes = 160 * 1024;
    private const double MaxSeconds = 30;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryDirectory _directory = new();
    private readonly FaultyServer _server;
    private readonly Fault _fault;
    private readonly string _name;
    private readonly Dictionary<string, string> _before;

    public Attempt(World world, Fault fault, string name, string line)
    {
        (_fault, _name) = (fault, name);
        _server = new FaultyServer(fault, world.Server.Origin);
        var work = Directory.CreateDirectory(Path.Combine(Home, "work")).FullName;
        CopyHere(world.Config, Path.Combine(work, "psonoci.toml"), world);
        var state = world.Environment["XDG_STATE_HOME"];
        foreach (var file in Directory.EnumerateFiles(state, "*", SearchOption.AllDirectories))
            CopyHere(file, Path.Combine(Home, "state", Path.GetRelativePath(state, file)), world);
        File.WriteAllText(Path.Combine(work, "template"), "{{ production database/db_host }}\n");
        _before = Files();
        Job = new Job(
            line.Replace("$SECRET", world.SecretId, StringComparison.Ordinal).Replace("$SITE", _server.Origin, StringComparison.Ordinal),
            work,
            new Dictionary<string, string>
            {
                ["XDG_STATE_HOME"] = Path.Combine(Home, "state"),
                ["PSONO_CI_SERVER_URL"] = _server.Origin + "/server",
                ["PSONO_CI_TIMEOUT"] = "2",
            },
            _directory.File("output"),
            _directory.File("error"));
    }

    public Job Job { get; }

    private string Home => _directory.File("home");

    private int ExpectedExitCode => _name switch
    {
        "run" or "check" => 125,

        // The file goes first: whatever the server does, this machine can no longer open the vault.
        "vault logout" => 0,
        _ => 1,
    };

    /// <summary>What is wrong with how it ended, or null.</summary>
    public string? Complaint(Measured measured)
    {
        var (output, error) = (File.ReadAllText(Job.Output), File.ReadAllText(Job.Error));
        var isOneLine = error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .All(said => said.StartsWith("psonoci: ", StringComparison.Ordinal));
        var after = Files();
        var changed = _before.Except(after).Concat(after.Except(_before)).Select(file => file.Key).Distinct()
            .Where(file => _name != "vault logout" || Path.GetFileName(file) != "vault-session.json").ToList();

        // What doctor found is what it is asked for.
        var isSilent = output.Length == 0 || _name == "doctor";
        return (measured.ExitCode == ExpectedExitCode, _server.Requests > 0, isOneLine, isSilent,
            changed.Count == 0) is (true, true, true, true, true)
            && measured is { Seconds: < MaxSeconds, Kilobytes: < MaxKilobytes }
            && !(error + output).Contains(World.DatabasePassword, StringComparison.Ordinal)
                ? null
                : $"{_fault}, {_name}: {measured}, {_server.Requests} requests, changed: {string.Join(' ', changed)}\n{output}\n{error}";
    }

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    /// <summary>Whose server is the one with the fault, and who does not wait long for it.</summary>
    private void CopyHere(string file, string copy, World world)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        var lines = File.ReadAllText(file).Replace(world.Server.Origin, _server.Origin, StringComparison.Ordinal).Split('\n');
        File.WriteAllText(
            copy, string.Join('\n', lines.Select(line => line.StartsWith("timeout = ", StringComparison.Ordinal) ? "timeout = 2" : line)));
        File.SetUnixFileMode(copy, Private);
    }

    private Dictionary<string, string> Files() =>
        Directory.EnumerateFiles(Home, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText);
}
