using System.CommandLine;
using Psono.Cli.Processes;
using Psono.Cli.Supervision;

namespace Psono.Cli.Commands.Run;

/// <summary>
/// Reads the variables, checks that nothing is missing, and becomes the command. If anything fails, no command is started.
/// </summary>
internal sealed class RunCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly RunOptionsParser _options = new();
    private readonly SupervisionOptionsParser _supervision = new();
    private readonly Option<bool> _explain = new("--explain") { Description = "show names, sources and sizes without starting anything" };
    private readonly Option<bool> _json = new("--json") { Description = "with --explain: print JSON" };
    private readonly Argument<string[]> _command = new("command")
    {
        Description = "the command and its arguments, passed on unchanged",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public RunCommand(CommandContext context)
        : base("run", "run a command with the variables of the API key's secrets")
    {
        _context = context;
        foreach (var option in _options.All.Concat(_supervision.All))
            Add(option);
        Add(_explain);
        Add(_json);
        Add(_command);

        // Synchronous: the command has to be started by the thread that Main runs on.
        SetAction(Execute);
    }

    public override bool TakesCommandLine => true;

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml run -- ./service.py --port 8080",
        "psonoci -c psonoci.toml run --clear-env --keep PATH --keep 'LC_*' -- ./service.py",
        "psonoci -c psonoci.toml run --require db_host,PGPASSWORD --map db_password=PGPASSWORD -- psql",
        "psonoci -c psonoci.toml run --filter 'production database' --require-file needs.env -- ./service.py",
        "psonoci -c psonoci.toml run --file tls_key -- sh -c 'nginx -g \"ssl_certificate_key $tls_key;\"'",
        "psonoci -c psonoci.toml run --mask --watch=30s -- ./service.py",
        "psonoci -c psonoci.toml run --explain",
    ];

    private int Execute(ParseResult parsed)
    {
        var options = _options.Parse(parsed);
        var supervision = _supervision.Parse(parsed);
        var command = parsed.GetValue(_command) ?? [];
        var explain = parsed.GetValue(_explain);
        if (command.Length == 0 && !explain)
            throw PsonociException.Usage("no command to run", "psonoci -c psonoci.toml run -- ./service --port 8080");
        if (parsed.GetValue(_json) && !explain)
            throw PsonociException.Usage("--json needs --explain");

        // Its bytes, not the strings made of them: arguments need not be UTF-8.
        var bytes = _context.Start.Arguments.TakeLast(command.Length).ToList();
        if (supervision is not null && !explain && OperatingSystem.IsLinux())
        {
            return new SupervisedRun(
                _context, bytes, options, supervision,
                (settings, client, token) => SelectedVariables.ReadAsync(_context, settings, client, options, token))
                .Execute(() => _context.Settings.Load(parsed), _context.JsonErrors(parsed));
        }

        using var selected = SelectedVariables.Read(_context, parsed, options);
        if (!explain)
            return Start(bytes, selected.Variables, options);
        Explain(selected, options, parsed.GetValue(_json));
        return ExitCodes.Success;
    }

    private int Start(List<byte[]> command, IReadOnlyList<MergedVariable> variables, RunOptions options)
    {
        using var files = new SecretFiles();
        var environment = CommandEnvironment.Build(_context.Start.Environment, files.Place(variables, options), options);
        if (OperatingSystem.IsWindows())
            return WindowsChild.Run(command, environment, _context.Start.Environment);
        throw Exec.Replace(
            command, environment, CommandEnvironment.SearchPath(_context.Start.Environment), _context.Start.Signals!);
    }

    private void Explain(SelectedVariables selected, RunOptions options, bool json)
    {
        var explanation = new Explanation(_context.Start.Environment, selected.Variables, options) { UnboundSecrets = selected.Unbound };
        if (json)
            explanation.WriteJson(_context.Terminal);
        else
            explanation.WriteText(_context.Terminal);
    }
}
