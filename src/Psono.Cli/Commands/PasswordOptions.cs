using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;

namespace Psono.Cli.Commands;

/// <summary>How a random value is made. What people see as one character counts as one, whatever its encoding.</summary>
internal sealed class PasswordOptions
{
    private const int DefaultLength = 21;
    private const int MaxLength = 100_000;
    private const string DefaultCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private readonly Option<int> _length = new("--password-length", "-n")
    {
        Description = "length of a random value",
        HelpName = "number",
        DefaultValueFactory = _ => DefaultLength,
    };

    private readonly Option<string> _characters = new("--danger-password-allowed-chars", "-a")
    {
        Description = "characters of a random value (default: a-z A-Z 0-9); fewer make it easier to guess",
        HelpName = "characters",
        DefaultValueFactory = _ => DefaultCharacters,
    };

    public void AddTo(Command command)
    {
        command.Add(_length);
        command.Add(_characters);
    }

    public string Generate(ParseResult parsed)
    {
        var length = parsed.GetValue(_length);
        if (length is < 1 or > MaxLength)
            throw PsonociException.Usage($"--password-length must be between 1 and {MaxLength}");
        var characters = Graphemes(parsed.GetValue(_characters)!);
        return characters.Count > 0
            ? string.Concat(Enumerable.Range(0, length).Select(_ => characters[RandomNumberGenerator.GetInt32(characters.Count)]))
            : throw PsonociException.Usage("--danger-password-allowed-chars is empty");
    }

    private static List<string> Graphemes(string text)
    {
        var graphemes = new List<string>();
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
            graphemes.Add(elements.GetTextElement());
        return graphemes;
    }
}
