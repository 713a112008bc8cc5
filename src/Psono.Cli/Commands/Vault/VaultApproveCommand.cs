using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Client.Accounts;
using Psono.Protocol.DeviceCodes;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

internal sealed class VaultApproveCommand : VaultSubcommand
{
    private readonly Argument<string?> _url = new("url")
    {
        Description = "the URL that the device shows; you are prompted if omitted, '-' reads it from standard input",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _yes = new("--yes", "-y")
    {
        Description = "skip the confirmation: the device is yours, and you started it just now",
    };

    public VaultApproveCommand(VaultContext vault)
        : base(vault, "approve", "approve a device that shows a URL (psonoci onboard): gives it access to your account")
    {
        Add(_url);
        Add(_yes);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci vault approve https://example.com/index.html#/device/0e1ed23d-cac8-4a04-868b-275bf43b81cd/…",
    ];

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var session = Vault.Session.Read();
        using var client = Vault.Open(parsed);
        using var url = DeviceCodeUrl.TryParse(Read(parsed))
            ?? throw PsonociException.Usage(
                "invalid device URL", "expected https://example.com/index.html#/device/<id>/<key>; put it in quotes");
        if (!parsed.GetValue(_yes) && !Prompt.IsPossible)
            throw new PsonociException(
                "not-approved", "not approved: there is no terminal to ask for confirmation", "if you are sure, use --yes");

        Show(session, url, await client.Devices.DescribeAsync(url, cancellationToken));
        if (!parsed.GetValue(_yes) && !Vault.Prompt.Confirm("Approve this device?"))
            throw new PsonociException("not-approved", "not approved: nothing was sent");
        await client.Devices.ApproveAsync(url, cancellationToken);
        Vault.Terminal.Tell("Approved.");
    }

    private string Read(ParseResult parsed) => parsed.GetValue(_url) switch
    {
        "-" => TextInput.ReadLine() ?? "",
        { } url => url,
        null => Prompt.IsPossible ? Vault.Prompt.Ask("URL") : throw PsonociException.Usage("<url> is missing"),
    };

    private void Show(VaultSession session, DeviceCodeUrl url, DeviceCodeDescription? device)
    {
        var terminal = Vault.Terminal;
        terminal.Tell($"A device is requesting access to the account {Printable.Of(session.Username)} at {session.ServerUrl}:");
        if (device is not null)
        {
            terminal.Tell($"  claims to be   {Printable.Of(device.DeviceDescription)}");
            terminal.Tell(
                $"  requested at   {ServerTime.Show(device.CreateDate)}, valid until {ServerTime.Show(device.ValidTill)}");
        }

        terminal.Tell($"  code           {url.Id}");
        terminal.Tell(
            "It gets a session and THE KEYS OF THE WHOLE ACCOUNT: they open everything in it, and a new password does not revoke them.");
        terminal.Tell(
            "Approve only if you started this yourself just now, on your own device. If someone sent you the URL, they get your secrets.");
    }
}
