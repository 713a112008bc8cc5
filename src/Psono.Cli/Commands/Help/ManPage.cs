using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Psono.Cli.Commands.Help;

/// <summary>The manual page psonoci(1), from what the help is made of.</summary>
internal static class ManPage
{
    private static readonly (string Code, string Meaning)[] ExitCodes =
    [
        ("0", "success"),
        ("1", "an error, or a check that failed"),
        ("2", "invalid command line"),
        ("125", "run: psonoci failed before the command was started"),
        ("126", "run: the command was found but cannot be executed"),
        ("127", "run: the command was not found"),
        ("other", "run: the exit code of the command"),
    ];

    public static string Of(Command root)
    {
        var page = new StringBuilder();
        page.Append(
            CultureInfo.InvariantCulture,
            $".TH PSONOCI 1 \"\" \"psonoci {typeof(ManPage).Assembly.GetName().Version!.ToString(3)}\" \"User Commands\"\n");
        page.Append($".SH NAME\npsonoci \\- {Text(root.Description)}\n");
        page.Append($".SH SYNOPSIS\n{Text(Syntax.Usage(root))}\n");
        page.Append(".SH OPTIONS\nThese go before the command.\n");
        Options(page, root.Options.Where(option => !option.Hidden));
        page.Append(".SH COMMANDS\n");
        foreach (var command in Syntax.Tree(root).Where(command => command.Subcommands.Count == 0))
            Describe(page, command);
        page.Append(".SH EXIT STATUS\n");
        foreach (var (code, meaning) in ExitCodes)
            page.Append($".TP\n.B {code}\n{Text(meaning)}\n");
        page.Append(".SH EXAMPLES\n");
        Examples(page, root);
        return page.ToString();
    }

    private static void Describe(StringBuilder page, Command command)
    {
        page.Append($".SS \"{Text(Syntax.Path(command))}\"\n{Text(command.Description)}\n.P\n.B {Text(Syntax.Usage(command))}\n");
        foreach (var argument in command.Arguments.Where(argument => !argument.Hidden))
            page.Append($".TP\n.I {Text(argument.Name)}\n{Text(argument.Description)}\n");
        Options(page, Syntax.OwnOptions(command));
        Examples(page, command);
    }

    private static void Options(StringBuilder page, IEnumerable<Option> options)
    {
        foreach (var option in options)
            page.Append($".TP\n.B {Text(Syntax.Of(option))}\n{Text(option.Description)}\n");
    }

    private static void Examples(StringBuilder page, Command command)
    {
        foreach (var example in Syntax.Examples(command))
            page.Append($".P\n.nf\n.RS\n{Text(example)}\n.RE\n.fi\n");
    }

    /// <summary>As roff takes it literally: no line of it is a request, and what is typed can be copied.</summary>
    private static string Text(string? text)
    {
        var roff = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            roff.Append(rune.Value switch
            {
                '\\' => "\\e",
                '-' => "\\-",
                '\'' => "\\(aq",
                '"' => "\\(dq",
                '`' => "\\(ga",
                '^' => "\\(ha",
                '~' => "\\(ti",
                < 128 => rune.ToString(),
                _ => $"\\[u{rune.Value:X4}]",
            });
        }

        return roff.Length > 0 && roff[0] == '.' ? $"\\&{roff}" : roff.ToString();
    }
}
