using System.CommandLine;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands;

/// <summary>The secret that a command works with: its argument, and its content once it is read.</summary>
internal sealed class OneSecret(CommandContext context)
{
    private readonly Argument<string> _argument = SecretCommand.SecretId();

    public void AddTo(Command command) => command.Add(_argument);

    public async Task<(Guid Id, SecretContent Content)> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = SecretCommand.ParseId(parsed.GetValue(_argument));
        using var loaded = context.Settings.Load(parsed);
        using var client = loaded.Settings.Connect();
        using var secret = await client.ReadAsync(id, cancellationToken);
        return (id, secret.Parse());
    }
}
