using System.CommandLine;
using Psono.Client.Accounts;
using Psono.Protocol.Encodings;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.SecondFactors;

internal sealed class VaultSecondFactorRemoveCommand : VaultSubcommand
{
    private readonly Argument<string> _factor = new("method") { Description = "id or title of the method" };

    public VaultSecondFactorRemoveCommand(VaultContext vault)
        : base(vault, "remove", "remove a method of two-step login")
    {
        Aliases.Add("rm");
        Add(_factor);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var factors = await client.SecondFactors.ListAsync(cancellationToken);
        var factor = Find(factors, parsed.GetValue(_factor)!);
        await client.SecondFactors.RemoveAsync(factor, cancellationToken);
        var isLast = factor.Active && factors.Count(other => other.Active) == 1;
        Vault.Terminal.Tell($"Removed '{Printable.Of(factor.Title)}'.{(isLast ? " Two-step login is off." : "")}");
    }

    private static VaultSecondFactor Find(IReadOnlyList<VaultSecondFactor> factors, string wanted)
    {
        var found = factors.Where(factor => Uuid.TryParse(wanted, out var id) ? factor.Id == id : factor.Title == wanted).ToList();
        return found switch
        {
            [var factor] => factor,
            [] => throw new PsonociException(
                "not-found", $"there is no method '{wanted}'{Guess.Question(wanted, factors.Select(factor => factor.Title))}",
                "to list them: psonoci vault second-factor ls"),
            _ => throw new PsonociException(
                "ambiguous",
                $"'{wanted}' is the title of {found.Count} methods: {string.Join(", ", found.Select(factor => $"{factor.Id}"))}",
                "use the id of the one you mean"),
        };
    }
}
