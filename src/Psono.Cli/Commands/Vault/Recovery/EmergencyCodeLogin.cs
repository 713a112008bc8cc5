using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Http;
using Psono.Protocol.Encodings;

namespace Psono.Cli.Commands.Vault.Recovery;

/// <summary>The login of somebody whom the owner of an account gave an emergency code.</summary>
internal sealed class EmergencyCodeLogin(VaultContext vault)
{
    private readonly Option<bool> _wanted = new("--emergency-code")
    {
        Description = "log in with an emergency code instead of the password: the first time, its waiting time begins",
    };
    private readonly CodeSource _code = new(vault, "emergency code");

    public void AddTo(Command command)
    {
        command.Add(_wanted);
        _code.AddTo(command);
    }

    public bool IsWanted(ParseResult parsed)
    {
        var isWanted = parsed.GetValue(_wanted);
        return isWanted || !_code.ReadsStandardInput(parsed)
            ? isWanted
            : throw PsonociException.Usage("--code-stdin is for --emergency-code");
    }

    /// <exception cref="PsonociException">The waiting time is not over.</exception>
    public async Task<VaultSession> RunAsync(
        ParseResult parsed, HttpTransport transport, ServerIdentity server, string username, CancellationToken cancellationToken)
    {
        using var code = _code.Read(parsed);
        var result = await VaultEmergencyCodes.LoginAsync(
            transport, server, username, code, TimeProvider.System, cancellationToken: cancellationToken);
        return result.Session ?? throw new PsonociException(
            "waiting",
            $"the emergency code works from {ServerTime.Show(Timestamp.FormatZ(vault.Terminal.Time.GetUtcNow() + result.Wait))}",
            "log in then; until then, the owner of the account can delete the code");
    }
}
