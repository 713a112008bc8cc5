using System.CommandLine;
using Psono.Protocol.Encodings;
using Psono.Protocol.Recovery;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.Recovery;

internal sealed class VaultEmergencyCodeDeleteCommand : VaultSubcommand
{
    private readonly Argument<string> _code = new("code") { Description = "id or description of the code" };

    public VaultEmergencyCodeDeleteCommand(VaultContext vault)
        : base(vault, "delete", "delete an emergency code: whoever uses it is logged out")
    {
        Aliases.Add("rm");
        Add(_code);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = Vault.Open(parsed);
        var code = Find(await client.EmergencyCodes.ListAsync(cancellationToken), parsed.GetValue(_code)!);
        await client.EmergencyCodes.DeleteAsync(code.Id, cancellationToken);
        Vault.Terminal.Tell($"Deleted '{Printable.Of(code.Description)}'.");
    }

    private static EmergencyCodeEntry Find(IReadOnlyList<EmergencyCodeEntry> codes, string wanted)
    {
        var found = codes.Where(code => Uuid.TryParse(wanted, out var id) ? code.Id == id : code.Description == wanted).ToList();
        return found switch
        {
            [var code] => code,
            [] => throw new PsonociException(
                "not-found", $"there is no emergency code '{wanted}'{Guess.Question(wanted, codes.Select(code => code.Description))}",
                "to list them: psonoci vault emergency-code ls"),
            _ => throw new PsonociException(
                "ambiguous",
                $"'{wanted}' is the description of {found.Count} codes: {string.Join(", ", found.Select(code => $"{code.Id}"))}",
                "use the id of the one you mean"),
        };
    }
}
