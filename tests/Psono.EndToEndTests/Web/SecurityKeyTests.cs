using Psono.Client.Accounts;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Web;

/// <summary>
/// A security key in a real browser, asked as web clients of Psono ask it: the bytes of a challenge are the characters of its text.
/// </summary>
public sealed class SecurityKeyTests(WebBrowser browser)
{
    private const string Create =
        """
        async json => {
            const options = JSON.parse(json);
            options.challenge = Uint8Array.from(options.challenge, c => c.charCodeAt(0));
            options.user.id = Uint8Array.from(options.user.id, c => c.charCodeAt(0));
            const made = await navigator.credentials.create({ publicKey: options });
            const text = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)));
            return JSON.stringify({
                id: made.id, rawId: made.id, type: made.type, authenticatorAttachment: made.authenticatorAttachment,
                response: {
                    attestationObject: text(made.response.attestationObject), clientDataJSON: text(made.response.clientDataJSON),
                },
            });
        }
        """;

    private const string Get =
        """
        async json => {
            const options = JSON.parse(json);
            const bytes = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0));
            options.challenge = Uint8Array.from(options.challenge, c => c.charCodeAt(0));
            options.allowCredentials.forEach(allowed => allowed.id = bytes(allowed.id));
            const signed = await navigator.credentials.get({ publicKey: options });
            const text = bytes => bytes ? btoa(String.fromCharCode(...new Uint8Array(bytes))) : '';
            return JSON.stringify({
                id: signed.id, rawId: signed.id, type: signed.type, authenticatorAttachment: signed.authenticatorAttachment,
                response: {
                    authenticatorData: text(signed.response.authenticatorData), clientDataJSON: text(signed.response.clientDataJSON),
                    signature: text(signed.response.signature), userHandle: text(signed.response.userHandle),
                },
            });
        }
        """;

    [Theory]
    [InlineData("ctap2", "usb")]
    [InlineData("u2f", "usb")]
    [InlineData("ctap2", "internal")]
    public async Task A_browser_sets_a_key_up_and_logs_in_with_it(string protocol, string transport)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"));
        using var alice = await Account.RegisterAsync(server, "alice@example.com");
        // Browsers know no security keys of an IP address.
        var origin = server.Origin.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await using var page = await browser.OpenAsync(origin);
        await using var _ = await VirtualKey.AddAsync(page.Tab, protocol, transport);
        await page.Tab.GotoAsync(origin + "/server/info/");
        using var vault = await alice.OpenVaultAsync();

        var begun = await vault.SecondFactors.BeginWebAuthnAsync("key", origin, TestContext.Current.CancellationToken);
        var made = await page.Tab.EvaluateAsync<string>(Create, begun.Options.GetRawText());
        await vault.SecondFactors.ConfirmWebAuthnAsync(begun.Id, made, TestContext.Current.CancellationToken);

        for (var i = 0; i < 2; i++)
        {
            var session = await LogInAsync(alice, async challenge =>
            {
                Assert.Equal([SecondFactorKind.WebAuthn], challenge.Kinds);
                var options = await challenge.AskWebAuthnAsync(origin);
                return SecondFactorAnswer.WebAuthn(await page.Tab.EvaluateAsync<string>(Get, options.GetRawText()));
            });
            Assert.Equal(alice.Username, session.Username);
        }
    }

    private static async Task<VaultSession> LogInAsync(Account account, Func<SecondFactorChallenge, Task<SecondFactorAnswer>> answer)
    {
        using var transport = new HttpTransport(new Uri(account.Server.Url), new HttpOptions());
        var credentials = new VaultCredentials
        {
            Username = account.Username,
            Password = Account.Password,
            SecondFactor = (challenge, _) => answer(challenge),
        };
        var identity = await Client.ServerIdentity.FetchAsync(transport, null, _ => true);
        return await VaultClient.LoginAsync(transport, identity, credentials, TimeProvider.System);
    }
}
