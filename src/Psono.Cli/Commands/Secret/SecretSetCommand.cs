using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli.Configuration;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands.Secret;

internal sealed class SecretSetCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly Argument<string> _secret = SecretCommand.Secret();
    private readonly Argument<string> _valueType = SecretCommand.ValueType();
    private readonly SensitiveArgument _value = new("value") { Description = "the new value" };

    public SecretSetCommand(CommandContext context)
        : base("set", "change one value; the rest of the secret is unchanged")
    {
        _context = context;
        Add(_secret);
        Add(_valueType);
        Add(_value);
        SetAction(ExecuteAsync);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml secret set 0e1ed23d-cac8-4a04-868b-275bf43b81cd notes 'rotated in May'",
    ];

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var value = SecretValues.Parse(parsed.GetValue(_valueType)!);
        if (value is SecretValues.Json or SecretValues.Type)
            throw PsonociException.Usage($"{SecretValues.Show(value)} cannot be set");
        var json = SecretValues.Make(value, parsed.GetValue(_value)!);
        using var loaded = _context.Settings.Load(parsed);
        using var client = loaded.Connect();
        var id = await client.FindAsync(parsed.GetValue(_secret)!, cancellationToken);
        await client.UpdateAsync(id, content => Set(content, id, value, json), cancellationToken);
        return ExitCodes.Success;
    }

    private static bool Set(SecretContent content, Guid id, string value, JsonNode json)
    {
        var member = SecretValues.MemberOf(content.Type, value) ?? throw new PsonociException(
            "no-value",
            $"secret {id} of type {SecretValues.NameOf(content.Type)} cannot have a {SecretValues.Show(value)}");
        if (JsonNode.DeepEquals(content.Get(member), json))
            return false;
        content.Set(member, json.DeepClone());
        return true;
    }
}
