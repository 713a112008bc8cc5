using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Protocol.Recovery;

namespace Psono.Cli.Commands.Vault.Recovery;

/// <summary>Where a recovery code comes from. Never an argument, which other users could see.</summary>
internal sealed class CodeSource(VaultContext vault)
{
    /// <summary>How often somebody who mistypes is asked.</summary>
    private const int Tries = 3;

    private readonly Option<bool> _stdin = new("--code-stdin") { Description = "read the code from standard input" };

    public void AddTo(Command command) => command.Add(_stdin);

    public bool ReadsStandardInput(ParseResult parsed) => parsed.GetValue(_stdin);

    public RecoveryCode Read(ParseResult parsed)
    {
        if (ReadsStandardInput(parsed))
            return RecoveryCode.Parse(TextInput.ReadLine() ?? "") ?? throw Mistyped();
        if (!Prompt.IsPossible)
            throw new PsonociException("input", "there is no recovery code, and no terminal to prompt for it", "use --code-stdin");
        for (var left = Tries - 1; ; left--)
        {
            if (RecoveryCode.Parse(vault.Prompt.AskHidden("Recovery code, or its twelve words")) is { } code)
                return code;
            if (left == 0)
                throw Mistyped();
            vault.Terminal.Tell("psonoci: invalid recovery code, try again");
        }
    }

    private static PsonociException Mistyped() => new(
        "input", "invalid recovery code: it was mistyped, or is not complete", "enter the code with its hyphens, or the twelve words");
}
