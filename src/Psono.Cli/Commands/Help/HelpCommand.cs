using System.CommandLine;

namespace Psono.Cli.Commands.Help;

internal sealed class HelpCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly Argument<string[]> _path = new("command") { Description = "command to explain", Arity = ArgumentArity.ZeroOrMore };

    public HelpCommand(CommandContext context)
        : base("help", "show help for a command")
    {
        _context = context;
        Add(_path);
        SetAction(Execute);
    }

    public override Needs Needs => Needs.Nothing;

    private int Execute(ParseResult parsed)
    {
        var command = parsed.RootCommandResult.Command;
        foreach (var name in parsed.GetValue(_path) ?? [])
        {
            command = Syntax.Subcommand(command, name)
                ?? throw KnownWords.UnknownCommand(command, name, parsed.RootCommandResult.Command);
        }

        new HelpText(_context).Write(command);
        return ExitCodes.Success;
    }
}
