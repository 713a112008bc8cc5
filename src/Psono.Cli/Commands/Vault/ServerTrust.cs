using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.Http;
using Psono.Protocol.Encodings;

namespace Psono.Cli.Commands.Vault;

/// <summary>Trust on first use: a server's verify key is shown once, remembered, and must stay the same from then on.</summary>
internal sealed class ServerTrust(VaultContext vault)
{
    private readonly Option<string?> _verifyKey = new("--verify-key")
    {
        Description = "the server's verify key, if you know it: accepts no other, and replaces the remembered one",
        HelpName = "hex",
    };

    public void AddTo(Command command) => command.Add(_verifyKey);

    public async Task<ServerIdentity> CheckAsync(ParseResult parsed, HttpTransport transport, CancellationToken cancellationToken)
    {
        var known = Given(parsed) ?? vault.KnownServers.Find(transport.Server);
        var identity = await ServerIdentity.FetchAsync(transport, known, identity => Trust(identity, transport.Server), cancellationToken);
        vault.KnownServers.Remember(transport.Server, identity.VerifyKey);
        return identity;
    }

    private string? Given(ParseResult parsed)
    {
        if (parsed.GetValue(_verifyKey) is not { } key)
            return null;
        return Hex.TryDecode(key, out var bytes) && bytes.Length == 32
            ? key
            : throw PsonociException.Usage("--verify-key must be 64 hexadecimal digits");
    }

    /// <summary>Where there is nobody to ask, the first use counts: a script cannot answer, and can be given the key.</summary>
    private bool Trust(ServerIdentity identity, Uri server)
    {
        vault.Terminal.Tell($"First connection to {server.ToString().TrimEnd('/')}. Its verify key:");
        vault.Terminal.Tell($"  {identity.VerifyKey}");
        if (Prompt.IsPossible)
            return vault.Prompt.Confirm("Trust it from now on?");
        vault.Terminal.Tell("It is now trusted.");
        return true;
    }
}
