using System.CommandLine;
using Psono.Cli.Commands.Secret;
using Psono.Cli.Configuration;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands.EnvVars;

internal sealed class EnvVarsUpdateOrCreateCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly Argument<string> _secret = SecretCommand.Secret();
    private readonly Argument<string> _name = EnvVarsCommand.VariableName();
    private readonly SensitiveArgument _value = new("value")
    {
        Description = "the new value; random if omitted",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly PasswordOptions _password = new();

    public EnvVarsUpdateOrCreateCommand(CommandContext context)
        : base("update-or-create", "set a variable, creating it if it does not exist; print its value")
    {
        _context = context;
        Add(_secret);
        Add(_name);
        Add(_value);
        _password.AddTo(this);
        SetAction(ExecuteAsync);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml env-vars update-or-create 0e1ed23d-cac8-4a04-868b-275bf43b81cd db_host db2.example.com",
    ];

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = parsed.GetValue(_name)!;
        EnvVarsCommand.RefuseInvalid(name);
        var value = parsed.GetValue(_value) ?? _password.Generate(parsed);
        using var loaded = _context.Settings.Load(parsed);
        using var client = loaded.Connect();
        var id = await client.FindAsync(parsed.GetValue(_secret)!, cancellationToken);
        await client.UpdateAsync(id, Change, cancellationToken);
        _context.Terminal.Write(value);
        return ExitCodes.Success;

        bool Change(SecretContent content)
        {
            if (EnvVarsCommand.Find(content, id, name) == value)
                return false;
            content.SetVariable(name, value);
            return true;
        }
    }
}
