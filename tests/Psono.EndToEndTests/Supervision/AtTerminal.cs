using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Supervision;

/// <summary>Python scripts that sit at a terminal (at_terminal.py); <c>RUN</c> is the beginning of a run of psonoci.</summary>
internal static class AtTerminal
{
    public static async Task<string[]> RunAsync(string config, string script)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("person.py");
        await File.WriteAllTextAsync(file, $"from at_terminal import *\nRUN = 'psonoci -c {config} run '\nshell = Shell()\n{script}");
        var result = await Shell.RunAsync(
            $"python3 {file}",
            new Dictionary<string, string> { ["PYTHONPATH"] = Path.Combine(Published.Root, "tests/Psono.EndToEndTests/Fixtures") });
        return result.Succeeds().Lines;
    }
}
