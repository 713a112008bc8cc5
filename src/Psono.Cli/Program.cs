using Psono.Cli.Commands;
using Psono.Cli.Interop;
using Psono.Cli.Processes;
using Psono.Cli.Supervision;
using Psono.Cli.Terminal;

// Before anything else: what is opened next must not become standard output, and what is captured here is what
// the command of `run` gets back.
LibC.Locate();
StandardDescriptors.Reserve();
var start = ProcessStart.Capture(args);
CoreDumps.Forbid();
var terminal = TerminalOutput.OfProcess();
return (OperatingSystem.IsLinux() ? Launcher.Run(args, terminal) : null) ?? CommandLine.Run(args, start, terminal);
