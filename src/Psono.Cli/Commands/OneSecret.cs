using System.CommandLine;
using Psono.Cli.Commands.Secret;
using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Protocol.Encodings;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands;

/// <summary>The secret that a command works with: its argument, and its content once it is read.</summary>
internal sealed class OneSecret(CommandContext context)
{
    private readonly Argument<string> _argument = SecretCommand.Secret();

    public void AddTo(Command command) => command.Add(_argument);

    /// <summary>As it was typed.</summary>
    public string NameIn(ParseResult parsed) => parsed.GetValue(_argument)!;

    public async Task<(Guid Id, SecretContent Content)> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var secret = await OpenAsync(parsed, cancellationToken);
        return (secret.SecretId, secret.Parse());
    }

    /// <summary>The secret itself, to be disposed of by the caller.</summary>
    public async Task<OpenedSecret> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var loaded = context.Settings.Load(parsed);
        using var client = loaded.Connect();
        return await ReadAsync(client, parsed.GetValue(_argument)!, cancellationToken);
    }

    /// <summary>By id it is the one stock request; by title it is one as well, if the server knows titles.</summary>
    private static async Task<OpenedSecret> ReadAsync(ApiKeyClient client, string reference, CancellationToken cancellationToken) =>
        Uuid.TryParse(reference, out var id)
            ? await client.ReadAsync(id, cancellationToken)
            : (await client.ReadNamedAsync([reference], cancellationToken))[0];
}
