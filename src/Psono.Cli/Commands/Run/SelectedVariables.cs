using System.CommandLine;
using System.Security.Cryptography;
using Psono.Client;

namespace Psono.Cli.Commands.Run;

/// <summary>
/// The variables that were asked for: read, merged, and checked that nothing is missing. What <c>run</c> starts a command with is what
/// <c>check</c> judges and <c>env</c> writes. Disposing of it zeroes the values.
/// </summary>
internal sealed class SelectedVariables : IDisposable
{
    private readonly IReadOnlyList<SecretVariable> _all;

    private SelectedVariables(IReadOnlyList<SecretVariable> all, RunOptions options)
    {
        _all = all;
        Variables = MergedVariables.Merge(all, options);
    }

    public IReadOnlyList<MergedVariable> Variables { get; }

    public static SelectedVariables Read(CommandContext context, ParseResult parsed, RunOptions options)
    {
        var secrets = ReadSecrets(context, parsed, options);
        try
        {
            var selected = new SelectedVariables([.. secrets.SelectMany(SecretVariableReader.Read)], options);
            foreach (var (winner, replaced) in selected.Variables)
            {
                foreach (var loser in replaced)
                    context.Terminal.Warn($"{winner.Name} of secret {winner.Source} is used, not the one of secret {loser.Source}");
            }

            return selected;
        }
        finally
        {
            foreach (var secret in secrets)
                secret.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var variable in _all)
            CryptographicOperations.ZeroMemory(variable.Value);
    }

    private static IReadOnlyList<OpenedSecret> ReadSecrets(CommandContext context, ParseResult parsed, RunOptions options)
    {
        using var loaded = context.Settings.Load(parsed);
        using var client = loaded.Settings.Connect();

        // Synchronous: the command has to be started by the thread that Main runs on.
        return options.Filter is { } references
            ? client.ReadNamedAsync(references).GetAwaiter().GetResult()
            : client.ReadManyAsync().GetAwaiter().GetResult();
    }
}
