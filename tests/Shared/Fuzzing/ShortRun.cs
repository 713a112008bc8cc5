namespace Psono.Tests.Shared.Fuzzing;

/// <summary>What every build tries: all vectors, and the same few inputs each time.</summary>
internal static class ShortRun
{
    private const ulong Seed = 2026;
    private const int MaxShown = 4096;

    public static async Task RunAsync(FuzzTarget target)
    {
        var wrong = new List<string>();
        foreach (var (name, input) in FuzzVectors.Of(target.Name))
            Note($"vector {name}", await FuzzCheck.RunAsync(target, input));
        foreach (var seed in target.Seeds)
            Note("a seed", await FuzzCheck.RunAsync(target, seed));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        var inputs = new FuzzInputs(target, Seed);
        for (var i = 0; i < target.Inputs && wrong.Count == 0; i++)
            Note($"input {i}", await FuzzCheck.RunAsync(target, inputs.Next()));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        void Note(string input, Finding? finding)
        {
            if (finding is null)
                return;
            var shown = finding.Input.AsSpan(0, Math.Min(finding.Input.Length, MaxShown));
            wrong.Add($"{target}, {input}: {finding.Kind}\n{Convert.ToHexStringLower(shown)}\n{finding.Details}");
        }
    }
}
