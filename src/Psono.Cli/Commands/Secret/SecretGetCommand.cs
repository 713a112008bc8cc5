using System.CommandLine;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Secret;

internal sealed class SecretGetCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly OneSecret _secret;
    private readonly Argument<string> _valueType = SecretCommand.ValueType();

    public SecretGetCommand(CommandContext context)
        : base("get", "print a value, without a trailing newline")
    {
        _context = context;
        _secret = new OneSecret(context);
        _secret.AddTo(this);
        Add(_valueType);
        SetAction(ExecuteAsync);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml secret get 'mail server' password",
        "psonoci -c psonoci.toml secret get 0e1ed23d-cac8-4a04-868b-275bf43b81cd password",
    ];

    /// <summary>What everybody tries first is the name of a variable.</summary>
    private string Parse(ParseResult parsed)
    {
        var name = parsed.GetValue(_valueType)!;
        try
        {
            return SecretValues.Parse(name);
        }
        catch (PsonociException e)
        {
            var get = $"psonoci get {ShellWord.Of(_secret.NameIn(parsed))} {ShellWord.Of(name)}";
            throw PsonociException.Usage(
                e.Message, $"to print a variable: {get}; value types are {string.Join(' ', SecretValues.Names)}");
        }
    }

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var value = Parse(parsed);
        var (id, content) = await _secret.ReadAsync(parsed, cancellationToken);
        var text = SecretValues.Read(content, value, _context.Terminal.IsTerminal) ?? throw new PsonociException(
            "no-value", $"secret {id} has no {SecretValues.Show(value)}: its type is {SecretValues.NameOf(content.Type)}");
        _context.Terminal.Write(text);
        return ExitCodes.Success;
    }
}
