using System.CommandLine;
using Psono.Cli.Commands.Env;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.ApiKeys;

namespace Psono.Cli.Commands.Inject;

/// <summary>For programs whose configuration file has to hold the values themselves.</summary>
internal sealed class InjectCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly OutputOptions _output;
    private readonly Option<string?> _input = new("--input", "-i")
    {
        Description = "the template; default: standard input",
        HelpName = "path",
    };

    public InjectCommand(CommandContext context)
        : base("inject", "fill in a template: {{ secret/field }} becomes the value")
    {
        _context = context;
        _output = new OutputOptions(context.Terminal);
        Add(_input);
        _output.AddTo(this);
        SetAction(ExecuteAsync);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml inject -i app.conf.tpl -o app.conf",
        "echo 'password={{ production database/db_password }}' | psonoci -c psonoci.toml inject | ./service.py --config /dev/stdin",
    ];

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        _output.RefuseIfInTheWay(parsed);
        using var loaded = _context.Settings.Load(parsed);
        var input = parsed.GetValue(_input) ?? "-";
        var source = input == "-" ? "standard input" : input;
        var template = new TemplateWriter(Template.Parse(TextInput.ReadFile(input), source), source);
        using var content = new SecretBuffer();
        template.Write(await ReadAsync(loaded.Connect, template, _context.ConfigurationOf(parsed), cancellationToken), content);
        _output.Write(parsed, content);
        return ExitCodes.Success;
    }

    private static async Task<IReadOnlyList<OpenedSecret>> ReadAsync(
        Func<ApiKeyClient> connect, TemplateWriter template, string? configuration, CancellationToken cancellationToken)
    {
        // A template without references is a text like any other.
        if (template.Secrets.Count == 0)
            return [];
        using var client = connect();
        try
        {
            return await client.ReadNamedAsync(template.Secrets, cancellationToken);
        }
        catch (PsonoApiException e) when (e.Secret is not null)
        {
            throw template.Locate(e, configuration);
        }
    }
}
