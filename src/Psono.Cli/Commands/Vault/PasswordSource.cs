using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Client.Accounts;

namespace Psono.Cli.Commands.Vault;

/// <summary>Where the password of an account comes from. Never an argument, which other users could see.</summary>
internal sealed class PasswordSource(CommandContext context)
{
    private const string Variable = "PSONO_VAULT_PASSWORD";

    private readonly Option<bool> _stdin = new("--password-stdin") { Description = "read the password from standard input" };
    private readonly Option<string?> _file = new("--password-file")
    {
        Description = $"file that holds the password; without it: ${Variable}, else you are asked",
        HelpName = "path",
    };

    public void AddTo(Command command)
    {
        command.Add(_stdin);
        command.Add(_file);
    }

    /// <summary>The password of an account.</summary>
    public string Read(ParseResult parsed, string username) => Given(parsed) ?? AskOrRefuse($"Password of {username}");

    /// <summary>A new password, typed twice if it is typed.</summary>
    public string ReadNew(ParseResult parsed, string username, PasswordPolicy policy, bool allowWeak)
    {
        var given = Given(parsed);
        var password = given ?? AskOrRefuse($"New password for {username}, at least {policy.MinLength} characters");
        if (!allowWeak && policy.Refusal(password) is { } refusal)
            throw new PsonociException(
                "weak-password", refusal, "nobody can restore the vault for you: take a long one; or --allow-weak-password");
        if (given is null && new Prompt(context.Terminal).AskHidden("The same password again") != password)
            throw new PsonociException("input", "the two passwords differ");
        return password;
    }

    private string? Given(ParseResult parsed)
    {
        var file = parsed.GetValue(_file);
        if (parsed.GetValue(_stdin))
        {
            return file is null
                ? OneLine("-", "standard input")
                : throw PsonociException.Usage("--password-stdin and --password-file cannot be combined");
        }

        return file is not null ? OneLine(file, file)
            : context.Start.Environment.Get(Variable) is { Length: > 0 } variable ? variable
            : null;
    }

    private string AskOrRefuse(string question) => Prompt.IsPossible
        ? new Prompt(context.Terminal).AskHidden(question)
        : throw new PsonociException(
            "input", "there is no password, and no terminal to ask for it", $"give --password-file, --password-stdin or ${Variable}");

    /// <summary>Without the line break at its end. Further lines are a mistake, not a part of the password.</summary>
    private static string OneLine(string path, string source)
    {
        var line = TextInput.ReadSecret(path);
        return line.Length > 0 && !line.Contains('\n', StringComparison.Ordinal)
            ? line
            : throw new PsonociException("input", $"{source} has not one line with the password");
    }
}
