using System.CommandLine;
using System.Globalization;
using Psono.Cli.Commands.Vault.ApiKeys;
using Psono.Cli.Terminal;
using Psono.Client.Vault;
using Psono.Protocol.Encodings;
using Psono.Shared;

namespace Psono.Cli.Commands.Onboard;

/// <summary>Which API key this machine gets: named on the command line, or chosen by a person, with arrow keys or by number.</summary>
internal sealed class ApiKeyChoice(TerminalOutput terminal)
{
    private readonly Option<string?> _key = new("--key")
    {
        Description = "id or title of the API key; you are prompted if omitted",
        HelpName = "key",
    };
    private readonly Option<bool> _plain = new("--plain") { Description = "prompt for a number, even on a terminal" };

    public void AddTo(Command command)
    {
        command.Add(_key);
        command.Add(_plain);
    }

    public VaultApiKey Choose(ParseResult parsed, IReadOnlyList<VaultApiKey> keys)
    {
        if (keys.Count == 0)
        {
            throw new PsonociException(
                "no-api-key", "the account has no API key",
                "create one in the web vault, or with: psonoci vault api-key create … --secret …; then start again");
        }

        if (parsed.GetValue(_key) is { } wanted)
            return Find(keys, wanted);
        string[] lines = [.. keys.Select(key => $"{Printable.Of(key.Rights.Title)}  ({ApiKeyView.Rights(key)})")];
        return keys[!parsed.GetValue(_plain) && SelectionList.IsPossible(lines.Length)
            ? new SelectionList(terminal).Select("API key for this machine:", lines)
            : AskForNumber(lines)];
    }

    private static VaultApiKey Find(IReadOnlyList<VaultApiKey> keys, string wanted)
    {
        var found = keys.Where(key => key.Rights.Title == wanted || (Uuid.TryParse(wanted, out var id) && key.Id == id)).ToList();
        return found switch
        {
            [var key] => key,
            [] =>
                throw new PsonociException("not-found", $"no active API key '{wanted}'", "start again without --key to choose one"),
            _ => throw new PsonociException(
                "ambiguous", $"'{wanted}' is the title of {found.Count} API keys: {string.Join(", ", found.Select(key => key.Id))}",
                "use the id of the one you mean"),
        };
    }

    private int AskForNumber(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
            terminal.Tell($"{i + 1,4}  {lines[i]}");
        while (true)
        {
            terminal.Ask($"API key for this machine [1-{lines.Length}]: ");
            var answer = TextInput.ReadLine()
                ?? throw new PsonociException("input", "no API key was chosen: no answer on standard input", "use --key");
            if (int.TryParse(answer.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= 1
                && number <= lines.Length)
                return number - 1;
            terminal.Tell("Enter one of the numbers.");
        }
    }
}
