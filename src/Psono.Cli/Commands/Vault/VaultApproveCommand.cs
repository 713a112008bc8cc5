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
        Description = "the URL that the device shows; without it you are asked, '-' reads it from standard input",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _yes = new("--yes", "-y")
    {
        Description = "do not ask: the device is yours, and you started it just now",
    };

    public VaultApproveCommand(VaultContext vault)
        : base(vault, "approve", "let a device that shows a URL (psonoci onboard) open your account")
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
                "that is not the URL of a device", "it looks like https://example.com/index.html#/device/<id>/<key>; put it in quotes");
        if (!parsed.GetValue(_yes) && !Prompt.IsPossible)
            throw new PsonociException(
                "not-approved", "not approved: there is no terminal to ask whether you mean it", "if you are sure, give --yes");

        Show(session, url, await client.Devices.DescribeAsync(url, cancellationToken));
        if (!parsed.GetValue(_yes) && !Vault.Prompt.Confirm("Hand them over?"))
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
        terminal.Tell($"A device asks for the account {Printable.Of(session.Username)} at {session.ServerUrl}:");
        if (device is not null)
        {
            terminal.Tell($"  it says it is  {Printable.Of(device.DeviceDescription)}");
            terminal.Tell(
                $"  asked at       {ServerTime.Show(device.CreateDate)}, for an answer until {ServerTime.Show(device.ValidTill)}");
        }

        terminal.Tell($"  code           {url.Id}");
        terminal.Tell(
            "It gets a session and THE COMPLETE KEYS OF THE ACCOUNT, which open everything in it, and which no new password takes back.");
        terminal.Tell(
            "Go on only if you started this yourself, just now, on a device of yours. Whoever sent you this URL gets all of your secrets.");
    }
}
