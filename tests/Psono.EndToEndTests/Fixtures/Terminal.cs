using System.Text;

namespace Psono.EndToEndTests.Fixtures;

/// <summary>Runs a script at a terminal (util-linux script) and answers the questions that it asks, in their order.</summary>
public static class Terminal
{
    public static async Task<Result> RunAsync(
        string script, IReadOnlyDictionary<string, string> environment, params (string Question, string Answer)[] dialogue)
    {
        using var process = Shell.Start($"exec script -qefc '{script}' /dev/null", environment);
        using var timeout = new CancellationTokenSource(Shell.Patience);
        var output = new StringBuilder();
        var buffer = new char[4096];
        var (asked, seen) = (0, 0);
        while (await process.StandardOutput.ReadAsync(buffer, timeout.Token) is > 0 and var length)
        {
            output.Append(buffer, 0, length);
            if (asked == dialogue.Length
                || output.ToString().IndexOf(dialogue[asked].Question, seen, StringComparison.Ordinal) is not (>= 0 and var at))
                continue;
            seen = at + dialogue[asked].Question.Length;
            await process.StandardInput.WriteAsync(dialogue[asked++].Answer + "\n");
            await process.StandardInput.FlushAsync(timeout.Token);
        }

        await process.WaitForExitAsync(timeout.Token);
        return new Result(process.ExitCode, output.ToString().ReplaceLineEndings("\n"),
            asked == dialogue.Length ? "" : $"not asked: {dialogue[asked].Question}");
    }
}
