using System.CommandLine;
using Psono.Cli.Commands.Secret;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands.EnvVars;

internal sealed class EnvVarsGetOrCreateCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly Argument<string> _secret = SecretCommand.Secret();
    private readonly Argument<string> _name = EnvVarsCommand.VariableName();
    private readonly PasswordOptions _password = new();

    public EnvVarsGetOrCreateCommand(CommandContext context)
        : base("get-or-create", "print a variable; create it with a random value if it does not exist")
    {
        _context = context;
        Add(_secret);
        Add(_name);
        _password.AddTo(this);
        SetAction(ExecuteAsync);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml env-vars get-or-create 0e1ed23d-cac8-4a04-868b-275bf43b81cd SESSION_KEY --password-length 32",
    ];

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = parsed.GetValue(_name)!;
        var password = _password.Generate(parsed);
        var value = "";
        using var loaded = _context.Settings.Load(parsed);
        using var client = loaded.Connect();
        var id = await client.FindAsync(parsed.GetValue(_secret)!, cancellationToken);
        await client.UpdateAsync(id, Change, cancellationToken);
        _context.Terminal.Write(value);
        return ExitCodes.Success;

        bool Change(SecretContent content)
        {
            // If someone else created it in between, theirs is the value.
            var found = EnvVarsCommand.Find(content, id, name);
            value = found ?? password;
            if (found is not null)
                return false;
            EnvVarsCommand.RefuseInvalid(name);
            content.SetVariable(name, value);
            return true;
        }
    }
}
