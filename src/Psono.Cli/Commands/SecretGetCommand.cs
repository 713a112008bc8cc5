using System.CommandLine;
using Psono.Client;

namespace Psono.Cli.Commands;

internal sealed class SecretGetCommand : Command
{
    private readonly CommandContext _context;
    private readonly Argument<string> _secret = SecretCommand.Secret();
    private readonly Argument<string> _valueType = SecretCommand.ValueType();

    public SecretGetCommand(CommandContext context)
        : base("get", "print a value, without a line break after it")
    {
        _context = context;
        Add(_secret);
        Add(_valueType);
        SetAction(ExecuteAsync);
    }

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var value = SecretValues.Parse(parsed.GetValue(_valueType)!);
        using var loaded = _context.Settings.Load(parsed);
        using var client = loaded.Settings.Connect();
        using var secret = await ReadAsync(client, parsed.GetValue(_secret)!, cancellationToken);
        var content = secret.Parse();
        var text = SecretValues.Read(content, value) ?? throw new PsonociException(
            "no-value",
            $"secret {secret.SecretId} has no {SecretValues.Show(value)}, it is of type {SecretValues.NameOf(content.Type)}");
        _context.Terminal.Write(text);
        return ExitCodes.Success;
    }

    /// <summary>By id it is the one stock request; by title it is one as well, if the server knows titles.</summary>
    private static async Task<OpenedSecret> ReadAsync(ApiKeyClient client, string reference, CancellationToken cancellationToken) =>
        Guid.TryParseExact(reference, "D", out var id)
            ? await client.ReadAsync(id, cancellationToken)
            : (await client.ReadNamedAsync([reference], cancellationToken))[0];
}
