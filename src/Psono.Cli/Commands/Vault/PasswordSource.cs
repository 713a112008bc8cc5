using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.Accounts;

namespace Psono.Cli.Commands.Vault;

/// <summary>Where the password of an account comes from. Never an argument, which other users could see.</summary>
internal sealed class PasswordSource(CommandContext context)
{
    private const string Variable = "PSONO_VAULT_PASSWORD";

    /// <summary>How often somebody who mistypes is asked.</summary>
    private const int Tries = 3;

    private readonly Option<bool> _stdin = new("--password-stdin") { Description = "read the password from standard input" };
    private readonly Option<string?> _file = new("--password-file")
    {
        Description = $"file that contains the password; default: ${Variable}, or a prompt",
        HelpName = "path",
    };

    public void AddTo(Command command)
    {
        command.Add(_stdin);
        command.Add(_file);
    }

    public bool ReadsStandardInput(ParseResult parsed) => parsed.GetValue(_stdin);

    public bool IsNamed(ParseResult parsed) => ReadsStandardInput(parsed) || parsed.GetValue(_file) is not null;

    /// <summary>Does something with the password of an account. Whoever typed it wrong is asked again.</summary>
    public async Task<T> UseAsync<T>(ParseResult parsed, string username, Func<string, Task<T>> use)
    {
        if (Given(parsed) is { } given)
            return await use(given);
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                return await use(AskOrRefuse($"Password for {username}"));
            }
            catch (PsonoApiException e) when (e.ServerCode == "USERNAME_OR_PASSWORD_WRONG" && left > 0)
            {
                context.Terminal.Tell($"psonoci: {e.Message}, try again");
            }
        }
    }

    /// <summary>A new password, typed twice if it is typed.</summary>
    public string ReadNew(ParseResult parsed, string username, PasswordPolicy policy, bool allowWeak) => Given(parsed) is { } given
        ? Problem(given, policy, allowWeak) is { } weakness ? throw weakness : given
        : AskNew(username, policy, allowWeak);

    /// <summary>A new password, typed twice.</summary>
    /// <param name="username">Whose it is.</param>
    /// <param name="policy">What it has to be.</param>
    /// <param name="allowWeak">Null: nobody can say so here.</param>
    public string AskNew(string username, PasswordPolicy policy, bool? allowWeak = null)
    {
        var rule = allowWeak == true ? "" : Rule(policy);
        context.Terminal.Tell("If you lose it and have no recovery code, your secrets are lost." + rule);
        for (var left = Tries - 1; ; left--)
        {
            var password = AskOrRefuse($"New password for {username}");
            var problem = Problem(password, policy, allowWeak) ?? (new Prompt(context.Terminal).AskHidden("Confirm password") == password
                ? null
                : new PsonociException("input", "the passwords do not match"));
            if (problem is null)
                return password;
            if (left == 0)
                throw problem;
            context.Terminal.Tell($"psonoci: {problem.Message}, try again");
        }
    }

    private static PsonociException? Problem(string password, PasswordPolicy policy, bool? allowWeak) =>
        allowWeak != true && policy.Refusal(password) is { } refusal
            ? new PsonociException("weak-password", refusal, "use a longer one" + (allowWeak is null ? "" : ", or --allow-weak-password"))
            : null;

    private static string Rule(PasswordPolicy policy) => $" At least {policy.MinLength} characters, including {policy.MinClasses} of: "
        + "lower-case letters, upper-case letters, digits, symbols.";

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
            "input", "there is no password, and no terminal to prompt for it", $"use --password-file, --password-stdin or ${Variable}");

    /// <summary>Without the line break at its end. Further lines are a mistake, not a part of the password.</summary>
    private static string OneLine(string path, string source)
    {
        var line = TextInput.ReadSecret(path);
        return line.Length > 0 && !line.Contains('\n', StringComparison.Ordinal)
            ? line
            : throw new PsonociException("input", $"{source} must contain one line with the password");
    }
}
