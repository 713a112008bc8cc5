namespace Psono.Tests.Shared.Fuzzing;

/// <summary>What every build tries: all vectors, and the same few inputs each time.</summary>
internal static class ShortRun
{
    private const ulong Seed = 2026;

    public static async Task RunAsync(FuzzTarget target)
    {
        foreach (var (name, input) in FuzzVectors.Of(target.Name))
            Expect(target, await FuzzCheck.RunAsync(target, input), $"vector {name}");
        foreach (var seed in target.Seeds)
            Expect(target, await FuzzCheck.RunAsync(target, seed), "a seed");
        var inputs = new FuzzInputs(target, Seed);
        for (var i = 0; i < target.Inputs; i++)
            Expect(target, await FuzzCheck.RunAsync(target, inputs.Next()), $"input {i}");
    }

    private static void Expect(FuzzTarget target, Finding? finding, string input) => Assert.True(
        finding is null,
        $"{target.Name}, {input}: {finding?.Kind}\n{Convert.ToHexStringLower(finding?.Input.Take(4096).ToArray() ?? [])}\n{finding?.Details}");
}
