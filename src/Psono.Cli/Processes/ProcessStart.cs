using System.Text;

namespace Psono.Cli.Processes;

/// <summary>What this process was started with, captured before anything changes it.</summary>
internal sealed class ProcessStart
{
    private readonly InitialBlock? _block;

    /// <summary>Initializes a new instance, of which nothing can be hidden.</summary>
    public ProcessStart(IReadOnlyList<byte[]> arguments, InheritedEnvironment environment, SignalState? signals)
    {
        Arguments = arguments;
        Environment = environment;
        Signals = signals;
    }

    private ProcessStart(InitialBlock block, SignalState? signals)
        : this([.. block.Arguments().Skip(1)], new InheritedEnvironment(block.Environment()), signals) => _block = block;

    /// <summary>Null on Windows, which has none.</summary>
    public SignalState? Signals { get; }

    public InheritedEnvironment Environment { get; }

    /// <summary>The arguments without the program's name.</summary>
    public IReadOnlyList<byte[]> Arguments { get; }

    public static ProcessStart Capture(string[] args)
    {
        var signals = OperatingSystem.IsWindows() ? null : SignalState.Capture();

        // Both tell of the same arguments, or the block is not what it is taken for.
        var found = OperatingSystem.IsMacOS() ? InitialBlock.OfMacOS() : InitialBlock.Find();
        return found is { } block && new ProcessStart(block, signals) is var start && start.Arguments.Count == args.Length
            ? start
            : new ProcessStart(Array.ConvertAll(args, Encoding.UTF8.GetBytes), InheritedEnvironment.FromRuntime(), signals);
    }

    /// <summary>Hides the value of an environment variable from <c>/proc/PID/environ</c>.</summary>
    public void HideVariable(string name) => _block?.ScrubVariable(Encoding.UTF8.GetBytes(name));

    /// <summary>Hides an argument, from a character on, from <c>ps</c> and <c>/proc/PID/cmdline</c>.</summary>
    public void HideArgument(int index, int offset) => _block?.ScrubArgument(index + 1, offset);
}
