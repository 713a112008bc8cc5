using System.CommandLine;
using Psono.Cli.Commands.Secret;

namespace Psono.Cli.Commands.Ssh;

internal sealed class SshAddCommand : PsonoCommand
{
    private const string SocketVariable = "SSH_AUTH_SOCK";

    private readonly CommandContext _context;
    private readonly OneSecret _secret;
    private readonly KeyPassphrase _passphrase;

    private readonly Option<string?> _socket = new("--ssh-auth-sock-path")
    {
        Description = $"socket of the agent [env: {SocketVariable}]",
        HelpName = "path",
    };

    private readonly Option<uint?> _lifetime = new("--key-lifetime")
    {
        Description = "seconds after which the agent removes the key",
        HelpName = "seconds",
    };
    private readonly Option<bool> _confirmation = new("--key-confirmation") { Description = "confirm each use of the key" };

    public SshAddCommand(CommandContext context)
        : base("add", "add the private key of a secret to the ssh-agent")
    {
        _context = context;
        _secret = new OneSecret(context);
        _passphrase = new KeyPassphrase(context);
        _secret.AddTo(this);
        Add(_socket);
        _passphrase.AddTo(this);
        Add(_lifetime);
        Add(_confirmation);
        SetAction(ExecuteAsync);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml ssh add 0e1ed23d-cac8-4a04-868b-275bf43b81cd --key-lifetime 3600",
    ];

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw PsonociException.Usage("ssh add needs Linux or macOS");
        var lifetime = parsed.GetValue(_lifetime);
        if (lifetime == 0)
            throw PsonociException.Usage("--key-lifetime cannot be 0 seconds");
        var socket = parsed.GetValue(_socket) ?? _context.Start.Environment.Get(SocketVariable);
        if (string.IsNullOrEmpty(socket))
            throw new PsonociException(
                "ssh-agent", $"{SocketVariable} is not set", "start an agent first: eval \"$(ssh-agent)\"; or use --ssh-auth-sock-path");

        var (id, content) = await _secret.ReadAsync(parsed, cancellationToken);
        var text = SecretValues.Read(content, "ssh_key_private");
        if (string.IsNullOrEmpty(text))
            throw new PsonociException(
                "no-value", $"secret {id} has no ssh-key-private: its type is {SecretValues.NameOf(content.Type)}");
        using var file = SshPrivateKey.Read(id, text, () => _passphrase.Read(parsed));
        using var message = AgentMessage.Add(
            file.Key, content.Title is { Length: > 0 } title ? title : $"{id}", lifetime, parsed.GetValue(_confirmation));
        await SshAgent.SendAsync(socket, message.Bytes, cancellationToken);
        return ExitCodes.Success;
    }
}
