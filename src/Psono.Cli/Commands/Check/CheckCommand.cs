using System.CommandLine;
using System.Text;
using Psono.Cli.Commands.Run;
using Psono.Cli.Processes;
using Psono.Cli.Redaction;
using Psono.Cli.Supervision;

namespace Psono.Cli.Commands.Check;

/// <summary>
/// The verdict of <c>run</c>, with its exit codes, without starting anything: for a deployment that is about to restart a service.
/// </summary>
internal sealed class CheckCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly RunOptionsParser _options = new();
    private readonly SupervisionOptionsParser _supervision = new();
    private readonly Option<bool> _json = new("--json")
    {
        Description = "print names, sources and sizes as JSON, like run --explain --json",
    };
    private readonly Argument<string[]> _command = new("command")
    {
        Description = "the command and its arguments; it must exist and be executable",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public CheckCommand(CommandContext context)
        : base("check", "check that run would succeed, without starting anything")
    {
        _context = context;
        foreach (var option in _options.All.Concat(_supervision.All))
            Add(option);
        Add(_json);
        Add(_command);
        SetAction(Execute);
    }

    public override bool TakesCommandLine => true;

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml check --require-file needs.env -- ./service.py --port 8080",
        "psonoci -c psonoci.toml check --json",
    ];

    private int Execute(ParseResult parsed)
    {
        var options = _options.Parse(parsed);
        var supervision = _supervision.Parse(parsed);
        var given = parsed.GetValue(_command) ?? [];
        using var selected = SelectedVariables.Read(_context, parsed, options);
        var inherited = _context.Start.Environment;
        var explanation = new Explanation(inherited, selected.Variables, options) { UnboundSecrets = selected.Unbound };
        if (parsed.GetValue(_json))
            explanation.WriteJson(_context.Terminal);

        // Its bytes, not the strings made of them: arguments need not be UTF-8.
        var command = _context.Start.Arguments.TakeLast(given.Length).ToList();
        if (supervision is { Mask: true })
            MaskedValues.Of(selected.Variables, options, supervision.MaskExcept, _context.Terminal).Dispose();
        if (Refusal(command, selected.Variables, options) is { } refusal)
            throw refusal;

        var what = command is [var program, ..] ? $"'{Encoding.UTF8.GetString(program)}'" : "a command";
        var secrets = selected.Variables.Select(variable => variable.Winner.Source.SecretId).Distinct().Count();
        _context.Terminal.Tell($"psonoci: run would start {what} with {explanation.Summary(secrets)}");
        if (explanation.Unbound is { } unbound)
            _context.Terminal.Warn(unbound);
        return ExitCodes.Success;
    }

    /// <summary>Why the kernel would not start the command, where one can tell without doing it.</summary>
    private PsonociException? Refusal(List<byte[]> command, IReadOnlyList<MergedVariable> variables, RunOptions options)
    {
        var inherited = _context.Start.Environment;
        using var files = new SecretFiles();
        var environment = CommandEnvironment.Build(inherited, files.Place(variables, options), options);
        if (OperatingSystem.IsWindows())
        {
            if (command.Count > 0)
                WindowsChild.Resolve(command, inherited);
            return null;
        }

        if (command is [var program, ..] && CommandLookup.Refusal(program, CommandEnvironment.SearchPath(inherited)) is { } refusal)
            return refusal;
        return ExecSize.Refusal(command, environment);
    }
}
