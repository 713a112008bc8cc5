using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Psono.Tests.Shared.Fuzzing;

/// <summary>What <c>tests/fuzz/run.sh</c> starts: one target for so many seconds. It tells by files what it found.</summary>
internal static class LongRun
{
    private const int MaxKinds = 20;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(IReadOnlyList<FuzzTarget> targets)
    {
        var output = Environment.GetEnvironmentVariable("PSONO_FUZZ_OUTPUT")
            ?? throw new InvalidOperationException("this is started by tests/fuzz/run.sh");
        if (Environment.GetEnvironmentVariable("PSONO_FUZZ_TARGET") is not { Length: > 0 } name)
        {
            await File.AppendAllLinesAsync(Path.Combine(output, "targets"), targets.Select(target => target.Name));
            return;
        }

        if (targets.FirstOrDefault(target => target.Name == name) is { } target)
            await RunAsync(target, Directory.CreateDirectory(Path.Combine(output, name)).FullName, Number("SEED"), Number("SECONDS"));
    }

    private static async Task RunAsync(FuzzTarget target, string output, ulong seed, ulong seconds)
    {
        var kinds = new HashSet<string>();
        var count = 0L;
        var inputs = new FuzzInputs(target, seed);

        // If the process does not live to tell, this file is the finding.
        var running = Path.Combine(output, "running.bin");
        using (var file = File.OpenHandle(running, FileMode.Create, FileAccess.Write))
        {
            for (var watch = Stopwatch.StartNew(); watch.Elapsed.TotalSeconds < seconds && kinds.Count < MaxKinds; count++)
            {
                var input = inputs.Next();
                RandomAccess.SetLength(file, input.Length);
                RandomAccess.Write(file, input, 0);
                if (await FuzzCheck.RunAsync(target, input, Slow) is { } finding && kinds.Add(finding.Kind))
                    await KeepAsync(output, await ShortenAsync(target, finding));
            }
        }

        File.Delete(running);
        await File.WriteAllTextAsync(Path.Combine(output, "result"), $"{target.Name} {count} {kinds.Count}\n");
    }

    private static async Task KeepAsync(string output, Finding finding)
    {
        var path = Path.Combine(output, Convert.ToHexStringLower(SHA256.HashData(finding.Input).AsSpan(0, 8)));
        await File.WriteAllBytesAsync(path + ".bin", finding.Input);
        await File.WriteAllTextAsync(path + ".txt", $"{finding.Kind}\n\n{finding.Details}\n");
    }

    /// <summary>Leaves out whatever can be left out without another result, for some seconds.</summary>
    private static async Task<Finding> ShortenAsync(FuzzTarget target, Finding finding)
    {
        var watch = Stopwatch.StartNew();
        for (var part = finding.Input.Length / 2; part > 0; part /= 2)
        {
            for (var at = 0; at + part <= finding.Input.Length && watch.Elapsed < Slow;)
            {
                byte[] shorter = [.. finding.Input.AsSpan(0, at), .. finding.Input.AsSpan(at + part)];
                if (await FuzzCheck.RunAsync(target, shorter, Slow) is { } same && same.Kind == finding.Kind)
                    finding = same;
                else
                    at += part;
            }
        }

        return finding;
    }

    private static ulong Number(string name) =>
        ulong.Parse(Environment.GetEnvironmentVariable($"PSONO_FUZZ_{name}") ?? "", CultureInfo.InvariantCulture);
}
