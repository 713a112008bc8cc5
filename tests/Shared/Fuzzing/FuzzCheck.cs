using System.Diagnostics;
using System.Globalization;

namespace Psono.Tests.Shared.Fuzzing;

/// <summary>Whether a target takes one input as it should.</summary>
internal static class FuzzCheck
{
    /// <summary>Objects of a JSON document and their texts are larger than what they were read from, but not without end.</summary>
    public const int BytesPerByte = 512;

    private const int LongestMessage = 2000;
    private const int SecretPart = 8;

    /// <summary>What is wrong; null if nothing is. Slow counts only where a limit is given.</summary>
    public static async Task<Finding?> RunAsync(FuzzTarget target, byte[] input, TimeSpan? limit = null)
    {
        var (started, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        var call = Start(target, input);

        // What went on elsewhere was allocated by other threads, and is not measured.
        var allocated = call.IsCompleted ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
        Finding? finding = null;
        try
        {
            await call;
        }
        catch (Exception e) when (target.Allowed.Contains(e.GetType()))
        {
            finding = WrongWith(e.Message, target.Secrets) is { } wrong ? new Finding(input, $"{wrong}: {e.GetType().Name}", $"{e}") : null;
        }
        catch (Exception e)
        {
            return Finding.Of(input, e);
        }

        var bound = target.Allocation + ((long)BytesPerByte * input.Length);
        if (finding is null && allocated > bound)
            finding = new Finding(input, "too much memory", $"{allocated:N0} bytes for {input.Length:N0}, at most {bound:N0} expected");
        var elapsed = Stopwatch.GetElapsedTime(started);
        return finding is null && elapsed > limit
            ? new Finding(input, "too slow", $"{elapsed.TotalSeconds:0.0} s for {input.Length:N0} bytes")
            : finding;
    }

    private static Task Start(FuzzTarget target, byte[] input)
    {
        try
        {
            return target.CallAsync(input);
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
    }

    private static string? WrongWith(string message, IReadOnlyList<string> secrets)
    {
        if (message.Length > LongestMessage)
            return "the message is too long";
        if (message.Any(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            return "the message does things to a terminal";
        return secrets.Any(secret => Parts(secret).Any(part => message.Contains(part, StringComparison.Ordinal)))
            ? "the message has a part of a secret"
            : null;
    }

    private static IEnumerable<string> Parts(string secret) =>
        Enumerable.Range(0, Math.Max(secret.Length - SecretPart + 1, 0)).Select(start => secret.Substring(start, SecretPart));
}
