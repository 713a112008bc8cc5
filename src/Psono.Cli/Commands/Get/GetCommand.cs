using System.CommandLine;
using Psono.Cli.Commands.Inject;

namespace Psono.Cli.Commands.Get;

/// <summary>One variable, or one value of another type of secret, for scripts and for a look.</summary>
internal sealed class GetCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly OneSecret _secret;
    private readonly Argument<string> _name = new("name")
    {
        Description = "name of a variable; for other types of secrets, a value type such as password",
    };

    public GetCommand(CommandContext context)
        : base("get", "print one variable of a secret, without a trailing newline")
    {
        _context = context;
        _secret = new OneSecret(context);
        _secret.AddTo(this);
        Add(_name);
        SetAction(ExecuteAsync);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml get 'production database' db_password",
        "psonoci -c psonoci.toml get 'mail server' password",
    ];

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var fields = new FieldValues(await _secret.OpenAsync(parsed, cancellationToken));
        _context.Terminal.Write(fields.Get(parsed.GetValue(_name)!));
        return ExitCodes.Success;
    }
}
