using System.CommandLine;
using System.CommandLine.Parsing;
using Psono.Cli.Terminal;
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

    public override bool TakesOptionsOfGroup => AcceptsApiKey;

    protected VaultContext Vault { get; }

    /// <summary>Whether it can act with an API key, which is never allowed to touch the account, its sessions and its API keys.</summary>
    protected virtual bool AcceptsApiKey => false;

    protected abstract Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            if (parsed.GetValue(Vault.WithApiKey))
                await Interruption.CleanUpAsync(token => ExecuteWithApiKeyAsync(parsed, token), cancellationToken);
            else
                await ExecuteAsync(parsed, cancellationToken);
            return ExitCodes.Success;
        }
        catch (PsonoApiException e) when (VaultHints.Knows(e))
        {
            throw new PsonociException(FailureCodes.Of(e.Failure), e.Message, VaultHints.Of(e, Vault));
        }
    }

    private async Task<bool> ExecuteWithApiKeyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!AcceptsApiKey)
        {
            throw PsonociException.Usage(
                $"{FullName(parsed)} does not work with --with-api-key: an API key has access to secrets, not to the account");
        }

        Vault.ActsWithApiKey = true;
        await using var keyed = await KeyedSession.BeginAsync(Vault, parsed, cancellationToken);
        Vault.Keyed = keyed;
        await ExecuteAsync(parsed, cancellationToken);
        return true;
    }

    private static string FullName(ParseResult parsed)
    {
        var names = new List<string>();
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult { Parent: not null } command; result = result.Parent)
            names.Insert(0, command.Command.Name);
        return string.Join(' ', names);
    }
}
