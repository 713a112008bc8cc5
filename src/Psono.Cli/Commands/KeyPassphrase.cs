using System.CommandLine;
using Psono.Cli.Configuration;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands;

/// <summary>Where the passphrase of a private key comes from. It is asked for only if the key needs one.</summary>
internal sealed class KeyPassphrase(CommandContext context)
{
    private readonly SensitiveOption _argument = new("--key-passphrase")
    {
        Description = "passphrase of the private key; overwritten in the process list as soon as psonoci runs",
        HelpName = "passphrase",
    };

    private readonly Option<string?> _file = new("--key-passphrase-file")
    {
        Description = "file that contains the passphrase, - for standard input; if omitted, you are prompted if the key has one",
        HelpName = "path",
    };

    public void AddTo(Command command)
    {
        command.Add(_argument);
        command.Add(_file);
    }

    public string Read(ParseResult parsed)
    {
        if (parsed.GetValue(_argument) is { } argument)
            return argument;
        if (parsed.GetValue(_file) is { } file)
            return TextInput.ReadSecret(file);
        return Prompt.IsPossible
            ? new Prompt(context.Terminal).AskHidden("Passphrase of the private key")
            : throw new PsonociException(
                "input", "the private key has a passphrase, but there is no terminal to prompt for it", "use --key-passphrase-file");
    }
}
