using System.Text;

namespace Psono.Tests.Commands.Env;

/// <summary>
/// Readers that cannot run here, written again from their documentation: docker's env-file, systemd's
/// EnvironmentFile, GitHub's environment file.
/// </summary>
internal static class LineReaders
{
    /// <summary>
    /// Line by line; blanks before the name are dropped; what begins with # is a comment; the rest after the first = is the value.
    /// </summary>
    public static Dictionary<string, string> Docker(string text)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var raw in text.Split('\n'))
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(raw), 0, 65_535);
            var line = (raw.EndsWith('\r') ? raw[..^1] : raw).TrimStart();
            if (line.Length == 0 || line[0] == '#')
                continue;
            var (name, value) = (line.Split('=', 2)[0], line.Split('=', 2)[1]);
            Assert.DoesNotContain(name, char.IsWhiteSpace);
            pairs.Add(name, value);
        }

        return pairs;
    }

    /// <summary>
    /// systemd.exec(5): of a value in double quotes, a backslash before one of "\`$ is dropped, before a line end both are, else both stay.
    /// </summary>
    public static Dictionary<string, string> Systemd(string text)
    {
        var pairs = new Dictionary<string, string>();
        for (var i = 0; i < text.Length;)
        {
            var equals = text.IndexOf("=\"", i, StringComparison.Ordinal);
            var name = text[i..equals];
            var value = new StringBuilder();
            for (i = equals + 2; text[i] != '"'; i++)
            {
                if (text[i] != '\\')
                    value.Append(text[i]);
                else if ("\"\\`$".Contains(text[++i], StringComparison.Ordinal))
                    value.Append(text[i]);
                else if (text[i] != '\n')
                    value.Append('\\').Append(text[i]);
            }

            Assert.Equal('\n', text[i + 1]);
            i += 2;
            Assert.Matches("^[A-Za-z_][A-Za-z0-9_]*$", name);
            pairs.Add(name, value.ToString());
        }

        return pairs;
    }

    /// <summary>NAME&lt;&lt;DELIMITER, lines, DELIMITER. The line end before the delimiter is not part of the value.</summary>
    public static Dictionary<string, string> GitHub(string text)
    {
        var pairs = new Dictionary<string, string>();
        var lines = new Queue<string>(text.Split('\n'));
        while (lines.Dequeue() is { Length: > 0 } first)
        {
            Assert.DoesNotContain("=", first.Split("<<")[0], StringComparison.Ordinal);
            var (name, delimiter) = (first.Split("<<")[0], first.Split("<<")[1]);
            var value = new List<string>();
            while (lines.Dequeue() is var line && line != delimiter)
                value.Add(line);
            pairs.Add(name, string.Join('\n', value));
        }

        return pairs;
    }
}
