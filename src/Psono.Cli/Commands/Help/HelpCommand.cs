using System.CommandLine;

namespace Psono.Cli.Commands.Help;

internal sealed class HelpCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly Argument<string[]> _path = new("command") { Description = "the command to explain", Arity = ArgumentArity.ZeroOrMore };

    public HelpCommand(CommandContext context)
        : base("help", "explain a command")
    {
        _context = context;
        Add(_path);
        SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var command = parsed.RootCommandResult.Command;
        foreach (var name in parsed.GetValue(_path) ?? [])
        {
            command = command.Subcommands.FirstOrDefault(subcommand => subcommand.Name == name)
                ?? throw PsonociException.Usage($"there is no command '{name}'", "psonoci help lists them");
        }

        new HelpText(_context.Terminal).Write(command);
        return ExitCodes.Success;
    }
}
