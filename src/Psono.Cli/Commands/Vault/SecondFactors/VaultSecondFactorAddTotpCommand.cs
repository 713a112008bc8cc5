using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Vault;

namespace Psono.Cli.Commands.Vault.SecondFactors;

internal sealed class VaultSecondFactorAddTotpCommand : VaultSubcommand
{
    /// <summary>How often somebody who mistypes is asked.</summary>
    private const int Tries = 3;

    private readonly Option<string> _title = SecondFactorTitle.Option("authenticator app");

    public VaultSecondFactorAddTotpCommand(VaultContext vault)
        : base(vault, "totp", "add an authenticator app: prints its key, then asks for a verification code")
    {
        Add(_title);
    }

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var session = Vault.Session.Read();
        using var client = Vault.Open(parsed);
        var totp = await client.SecondFactors.BeginTotpAsync(parsed.GetValue(_title)!, cancellationToken);
        var isConfirmed = false;
        try
        {
            Show(totp, session.Username.Length > 0 ? session.Username : session.ServerUrl);
            await ConfirmAsync(client, totp, cancellationToken);
            isConfirmed = true;
        }
        finally
        {
            if (!isConfirmed)
                await ForgetAsync(client, totp);
        }

        Vault.Terminal.Tell(
            "Added. The next login asks for a verification code. Without the app you cannot log in: add a second method, or keep the key.");
    }

    private void Show(NewTotp totp, string account)
    {
        var url = totp.Url(account);
        if (Vault.Terminal.IsTerminal)
            Vault.Terminal.Write(QrCode.Draw(url));
        Vault.Terminal.Write($"{totp.Key}\n{url}\n");
    }

    private async Task ConfirmAsync(VaultClient client, NewTotp totp, CancellationToken cancellationToken)
    {
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                await client.SecondFactors.ConfirmTotpAsync(totp.Id, Read(), cancellationToken);
                return;
            }
            catch (PsonoApiException e) when (e.Failure == PsonoFailure.Refused && left > 0)
            {
                Vault.Terminal.Tell($"psonoci: {e.Message}, try again");
            }
        }
    }

    private string Read() => VerificationCode.WithoutBlanks(
        Prompt.IsPossible ? Vault.Prompt.Ask("Verification code")
        : TextInput.ReadLine() ?? throw new PsonociException("input", "no verification code was given: nothing was added"));

    /// <summary>One that was not confirmed counts for nothing; it is only untidy.</summary>
    private static async Task ForgetAsync(VaultClient client, NewTotp totp)
    {
        try
        {
            using var moment = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await client.SecondFactors.RemoveAsync(
                new VaultSecondFactor(SecondFactorKind.Totp, totp.Id, "", Active: false), moment.Token);
        }
        catch (Exception e) when (e is PsonoApiException or OperationCanceledException)
        {
            // Why it was not confirmed is what has to be told.
        }
    }
}
