using System.Text;
using Psono.Cli.Interop;

namespace Psono.Cli.Terminal;

/// <summary>Asks the person at the terminal. Questions go to standard error, so that output can be redirected.</summary>
internal sealed class Prompt(TerminalOutput terminal)
{
    /// <summary>A terminal passes on a line of at most 4095 bytes, and drops the rest without a word.</summary>
    private const int MaxLine = 4095;

    /// <summary>Whether there is a person to ask.</summary>
    public static bool IsPossible => !Console.IsInputRedirected;

    public string Ask(string question)
    {
        terminal.Ask(question + ": ");
        return ReadLine();
    }

    public string AskHidden(string question)
    {
        // Before the question: whoever types fast, or pastes, must not be seen either.
        using var echo = new TerminalEcho();
        terminal.Ask(question + ": ");
        try
        {
            return OperatingSystem.IsWindows() ? ReadKeys() : ReadLine();
        }
        finally
        {
            // The line break that was typed did not show either.
            terminal.Tell("");
        }
    }

    public bool Confirm(string question)
    {
        terminal.Ask(question + " [y/N] ");
        return ReadLine().Trim() is "y" or "Y" or "yes";
    }

    /// <summary>Straight from the descriptor: the runtime's console would do its own echo.</summary>
    private static unsafe string ReadLine()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.InputEncoding = Encoding.Unicode;
            return Console.ReadLine() ?? throw NoAnswer();
        }

        var line = stackalloc byte[MaxLine + 1];
        var length = (int)LibC.Read(0, line, MaxLine + 1);
        if (length <= 0)
            throw NoAnswer();
        var answer = new ReadOnlySpan<byte>(line, length);
        var text = answer[^1] == '\n' && length <= MaxLine
            ? TextInput.Decode(answer[..^1], "the answer")
            : throw new PsonociException(
                "input", $"a terminal accepts lines of at most {MaxLine - 1} bytes", "pass the value in a file: --env-file");
        new Span<byte>(line, length).Clear();
        return text;
    }

    private static string ReadKeys()
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                text.Length = Math.Max(text.Length - (text is [.., var last] && char.IsLowSurrogate(last) ? 2 : 1), 0);
            else if (!char.IsControl(key.KeyChar))
                text.Append(key.KeyChar);
        }

        return text.ToString();
    }

    private static PsonociException NoAnswer() => new("input", "no answer was given");
}
