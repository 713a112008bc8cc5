using System.CommandLine;
using Psono.Cli.Commands.Help;
using Psono.Cli.Processes;
using Psono.Cli.Terminal;
using Psono.Client;

namespace Psono.Cli.Commands;

/// <summary>One invocation: parse, execute, and turn whatever fails into a message and an exit code.</summary>
internal static class CommandLine
{
    public static int Run(string[] args, ProcessStart start, TerminalOutput terminal)
    {
        var context = new CommandContext(terminal, start);
        var root = new PsonociCommand(context, args);
        SensitiveArguments.Hide(args, root, start);
        var protectedArgs = ChildCommandLine.Protect(args, root);
        var parsed = root.Parse(protectedArgs, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            SensitiveArguments.Hide(parsed, start);
            return Execute(args, parsed, context);
        }
        catch (Exception e)
        {
            var report = ErrorReport.Of(e, e is PsonoApiException ? context.ConfigurationOf(parsed) : null);
            report.Write(terminal, context.JsonErrors(parsed));
            var ownCode = report.ExitCode is ExitCodes.Error or ExitCodes.Usage;
            return ownCode && Syntax.TakesCommandLine(parsed.CommandResult.Command) ? ExitCodes.NotStarted : report.ExitCode;
        }
    }

    private static int Execute(string[] args, ParseResult parsed, CommandContext context)
    {
        if (parsed.Action is not (HelpText or VersionAction))
        {
            KnownWords.RefuseUnknownOption(args, parsed.RootCommandResult.Command);
            UsageErrors.RefuseEmptyPath(parsed);
            if (UsageErrors.IsGroupAlone(parsed))
            {
                // Who types it wants to know what there is.
                new HelpText(context).Write(parsed.CommandResult.Command);
                return ExitCodes.Success;
            }

            if (parsed.Errors.Count > 0)
                throw UsageErrors.Describe(parsed, context);
            context.RefuseUnknownErrorFormat(parsed);
        }

        // Not the parser's own idea of output and signals: touching Console would change the terminal that the command inherits.
        return parsed.Invoke(new InvocationConfiguration
        {
            Output = TextWriter.Null,
            Error = TextWriter.Null,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }
}
