using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Protocol.Recovery;

namespace Psono.Cli.Commands.Vault.Recovery;

/// <summary>Where a recovery or emergency code comes from. Never an argument, which other users could see.</summary>
internal sealed class CodeSource(VaultContext vault, string kind)
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
            throw new PsonociException("input", $"there is no {kind}, and no terminal to prompt for it", "use --code-stdin");
        for (var left = Tries - 1; ; left--)
        {
            if (RecoveryCode.Parse(vault.Prompt.AskHidden($"{char.ToUpperInvariant(kind[0])}{kind[1..]}, or its twelve words")) is { } code)
                return code;
            if (left == 0)
                throw Mistyped();
            vault.Terminal.Tell($"psonoci: invalid {kind}, try again");
        }
    }

    private PsonociException Mistyped() => new(
        "input", $"invalid {kind}: it was mistyped, or is not complete", "enter the code with its hyphens, or the twelve words");
}
