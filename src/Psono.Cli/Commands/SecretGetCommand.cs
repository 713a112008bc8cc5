using System.CommandLine;

namespace Psono.Cli.Commands;

internal sealed class SecretGetCommand : Command
{
    private readonly CommandContext _context;
    private readonly Argument<string> _secretId = SecretCommand.SecretId();
    private readonly Argument<string> _valueType = SecretCommand.ValueType();

    public SecretGetCommand(CommandContext context)
        : base("get", "print a value, without a line break after it")
    {
        _context = context;
        Add(_secretId);
        Add(_valueType);
        SetAction(ExecuteAsync);
    }

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = SecretCommand.ParseId(parsed.GetValue(_secretId));
        var value = SecretValues.Parse(parsed.GetValue(_valueType)!);
        using var loaded = _context.Settings.Load(parsed);
        using var client = loaded.Settings.Connect();
        using var secret = await client.ReadAsync(id, cancellationToken);
        var content = secret.Parse();
        var text = SecretValues.Read(content, value) ?? throw new PsonociException(
            "no-value",
            $"secret {id} has no {SecretValues.Show(value)}, it is of type {SecretValues.NameOf(content.Type)}");
        _context.Terminal.Write(text);
        return ExitCodes.Success;
    }
}
