using System.CommandLine;
using Psono.Client;

namespace Psono.Cli.Commands.Vault;

/// <summary>A command below <c>psonoci vault</c>.</summary>
internal abstract class VaultSubcommand : PsonoCommand
{
    protected VaultSubcommand(VaultContext vault, string name, string description)
        : base(name, description)
    {
        Vault = vault;
        SetAction(RunAsync);
    }

    protected VaultContext Vault { get; }

    protected abstract Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(parsed, cancellationToken);
            return ExitCodes.Success;
        }
        catch (PsonoApiException e) when (VaultHints.Knows(e))
        {
            throw new PsonociException(FailureCodes.Of(e.Failure), e.Message, VaultHints.Of(e, Vault));
        }
    }
}
