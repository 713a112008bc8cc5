using System.CommandLine;
using Psono.Cli.Configuration;

namespace Psono.Cli.Commands.Vault.Recovery;

internal sealed class VaultEmergencyCodeCreateCommand : VaultSubcommand
{
    private const string DefaultWait = "7d";

    private readonly Argument<string> _description = new("description") { Description = "whom or what it is for" };
    private readonly Option<string> _wait = new("--wait")
    {
        Description = $"how long whoever uses it has to wait, while you can delete it (default: {DefaultWait})",
        HelpName = "duration",
        DefaultValueFactory = _ => DefaultWait,
    };

    public VaultEmergencyCodeCreateCommand(VaultContext vault)
        : base(vault, "create", "create an emergency code and print it once: as text and as words")
    {
        Add(_description);
        Add(_wait);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci vault emergency-code create 'for Bob' --wait 14d",
    ];

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var wait = CacheSettings.ParseDuration("--wait", parsed.GetValue(_wait)!);
        var username = OwnName.Of(Vault);
        using var client = Vault.Open(parsed);
        using var code = await client.EmergencyCodes.CreateAsync(username, parsed.GetValue(_description)!, wait, cancellationToken);
        CodeOutput.Write(Vault.Terminal, code);
        Vault.Terminal.Tell(
            $"Give one of the two to someone you trust, with your user name. {EmergencyCodeView.Duration((long)wait.TotalSeconds)} after "
            + "using it, they can read and change your secrets, until you delete the code.");
    }
}
