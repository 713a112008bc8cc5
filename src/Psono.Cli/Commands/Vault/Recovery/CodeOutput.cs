using Psono.Cli.Terminal;
using Psono.Protocol.Recovery;

namespace Psono.Cli.Commands.Vault.Recovery;

/// <summary>Prints a new code in both forms, once: nobody can look it up later.</summary>
internal static class CodeOutput
{
    public static void Write(TerminalOutput terminal, RecoveryCode code) => terminal.Write($"{code.Text}\n{code.Words}\n");
}
