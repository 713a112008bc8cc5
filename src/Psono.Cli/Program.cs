using Psono.Cli.Commands;
using Psono.Cli.Processes;
using Psono.Cli.Supervision;
using Psono.Cli.Terminal;

// Before anything else: what is captured here is what the command of `run` gets back.
var start = ProcessStart.Capture(args);
CoreDumps.Forbid();
var terminal = TerminalOutput.OfProcess();
return Launcher.Run(args, terminal) ?? CommandLine.Run(args, start, terminal);
