using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Psono.Cli.Interop;
using Psono.Cli.Processes;
using Psono.Cli.Redaction;

namespace Psono.Cli.Supervision;

/// <summary>
/// One run of the command, and what stands between it and our descriptors. Without masking: nothing. With it: a pipe for what does not go
/// to a terminal, a pseudo terminal for what does. If keys come from a terminal too, the pseudo terminal is the
/// command's own, with a session.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class SupervisedChild : IDisposable
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    private readonly RedactionPatterns? _patterns;
    private readonly List<OutputPump> _pumps = [];
    private readonly List<int> _theirs = [];
    private PseudoTerminal? _pseudoTerminal;
    private InputPump? _input;
    private int _report = -1;
    private int? _reported;
    private bool _isStopped;

    private SupervisedChild(RedactionPatterns? patterns) => _patterns = patterns;

    /// <summary>The terminal we were started at, if the command has one of its own in its stead.</summary>
    public RealTerminal? Terminal { get; private set; }

    /// <summary>Readable when there are reports to <see cref="ReadReports"/>; or -1.</summary>
    public int Report => _report;

    public IEnumerable<int> Done => _pumps.Select(pump => pump.Done);

    /// <summary>What the command wrote and nobody got, once everything is <see cref="Done"/>.</summary>
    public IReadOnlyList<string> Losses => [.. _pumps.Where(pump => pump.IsDone).Select(pump => pump.Loss).OfType<string>()];

    /// <summary>The process id of the command; 0 as long as it is not known.</summary>
    public int Process { get; private set; }

    /// <summary>The command, or the leader of its session, whose child it is.</summary>
    public int Direct { get; private set; }

    /// <summary>How the command ended; null while it runs.</summary>
    public int? Ended { get; private set; }

    /// <summary>Whether what the terminal sends to our process group goes to the command as well.</summary>
    public bool SharesSignals => Terminal is null;

    /// <param name="order">What it is to become.</param>
    /// <param name="patterns">What to mask; disposed of with the child.</param>
    public static SupervisedChild Start(MemoryFile order, RedactionPatterns? patterns)
    {
        var child = new SupervisedChild(patterns);
        try
        {
            if (patterns is null)
                child.SpawnBare(order.Descriptor);
            else
                child.SpawnMasked(order.Descriptor, patterns);
            return child;
        }
        catch
        {
            child.Drain();
            child.Dispose();
            throw;
        }
    }

    public void Signal(ReceivedSignal signal)
    {
        if (Process == 0)
            return;
        if (signal.IsQueued)
            _ = LibC.SigQueue(Process, signal.Number, signal.Value);
        else
            _ = LibC.Kill(Process, signal.Number);
    }

    public void Signal(int number) => Signal(new ReceivedSignal(number, false, false, 0));

    /// <summary>Takes a status that waitpid gave; the signal by which the command was stopped, if it was.</summary>
    public int? Take(int process, int status)
    {
        if (process != Direct)
            return null;
        if (_report < 0)
            return TakeOwn(status);
        if (WaitStatus.IsStopped(status))
            return null;

        // The leader of the session reports before it ends, unless it was killed; then so was the command.
        var stopped = ReadReports();
        Ended ??= _reported ?? SignalNumbers.Kill;
        return Ended is null ? stopped : null;
    }

    /// <summary>Reads what the leader of the session tells; the signal by which the command was stopped, if it was.</summary>
    public int? ReadReports()
    {
        int? stopped = null;
        Span<int> report = [0, 0];
        while (_report >= 0 && Descriptors.ReadSome(_report, MemoryMarshal.AsBytes(report)) == 2 * sizeof(int))
        {
            if (Process == 0)
            {
                Process = report[0];
                continue;
            }

            stopped = TakeOwn(report[1]);
            _reported = Ended;
        }

        return stopped;
    }

    /// <summary>Whether the command is stopped; if it was only so far, whoever continued us has continued it as well.</summary>
    public bool IsStopped()
    {
        var was = _isStopped;
        _isStopped = false;
        return was && State() == 'T';
    }

    public bool WasStopped => _isStopped;

    public void Continue()
    {
        _isStopped = false;
        if (Process > 0)
            _ = LibC.Kill(SharesSignals ? Process : -Process, SignalNumbers.Continue);
    }

    public void Resize()
    {
        if (_pseudoTerminal is { } terminal)
            terminal.Resize(LibC.IsATty(StandardOutput) == 1 ? StandardOutput : StandardError);
    }

    public bool HasPseudoTerminal => _pseudoTerminal is not null;

    /// <summary>The command has ended: what it wrote is still carried.</summary>
    public void Drain() => _pumps.ForEach(pump => pump.CommandEnded());

    public void Dispose()
    {
        CloseTheirs();

        // Patterns that were zeroed would mask nothing: a pump that still waits for a reader keeps them.
        if (_pumps.TrueForAll(pump => pump.IsDone))
        {
            _pumps.ForEach(pump => pump.Dispose());
            _patterns?.Dispose();
        }

        _input?.Dispose();
        Terminal?.Restore();
        if (_report >= 0)
            _ = LibC.Close(_report);
    }

    private int? TakeOwn(int status)
    {
        if (!WaitStatus.IsStopped(status))
        {
            Ended = status;
            return null;
        }

        _isStopped = true;
        return WaitStatus.StopSignal(status);
    }

    private void SpawnBare(int order) =>
        Process = Direct = Spawn.Self(Launcher.Arguments(order, foreground: false), [], [order], newSession: false);

    private void SpawnMasked(int order, RedactionPatterns patterns)
    {
        var (input, output, error) = (LibC.IsATty(StandardInput) == 1, LibC.IsATty(StandardOutput) == 1, LibC.IsATty(StandardError) == 1);
        var ownSession = input && output;
        if (output || error)
        {
            var settings = new TerminalSettings(output ? StandardOutput : StandardError);
            _pseudoTerminal = PseudoTerminal.Open(
                ownSession ? settings : settings.WithoutPostProcessing(), output ? StandardOutput : StandardError);
            _theirs.Add(_pseudoTerminal.Theirs);
        }

        int[] standard =
        [
            ownSession ? _pseudoTerminal!.Theirs : StandardInput,
            Writer(output, StandardOutput, patterns),
            Writer(error, StandardError, patterns),
        ];
        if (ownSession)
            SpawnSession(order, standard);
        else
            Process = Direct = Spawn.Self(Launcher.Arguments(order, foreground: false), standard, [order], newSession: false);
        CloseTheirs();
        if (_pseudoTerminal is { } terminal)
        {
            if (ownSession)
            {
                Terminal = new RealTerminal(StandardInput);
                Terminal.EnterRaw();
                _input = new InputPump(Terminal, StandardInput, terminal.Ours);
            }

            _pumps.Add(new OutputPump(terminal.Ours, output ? StandardOutput : StandardError, isTerminal: true, patterns));
        }
    }

    private void SpawnSession(int order, int[] standard)
    {
        var (reader, writer) = Pipe();
        _ = LibC.FCntl(reader, LibC.FSetFl, LibC.ONonBlock);
        _report = reader;
        _theirs.Add(writer);
        var real = LibC.FCntl(StandardInput, LibC.FDupFdCloExec, 3);
        _theirs.Add(real);
        Direct = Spawn.Self(SessionLeader.Arguments(order, writer, real), standard, [order, writer, real], newSession: true);
    }

    /// <summary>What the command writes to in place of one of our descriptors.</summary>
    private int Writer(bool isTerminal, int number, RedactionPatterns patterns)
    {
        if (isTerminal)
            return _pseudoTerminal!.Theirs;
        var (reader, writer) = Pipe();
        _theirs.Add(writer);
        _pumps.Add(new OutputPump(reader, number, isTerminal: false, patterns));
        return writer;
    }

    private static (int Reader, int Writer) Pipe()
    {
        var ends = stackalloc int[2];
        return LibC.Pipe(ends, LibC.OCloExec) == 0
            ? (ends[0], ends[1])
            : throw new PsonociException("input-output", "cannot open a pipe", "check the limit of open files (ulimit -n)")
            {
                ExitCode = ExitCodes.NotStarted,
            };
    }

    private void CloseTheirs()
    {
        foreach (var descriptor in _theirs)
            _ = LibC.Close(descriptor);
        _theirs.Clear();
    }

    /// <summary>The letter that ps shows.</summary>
    private char State()
    {
        try
        {
            var stat = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes($"/proc/{Process}/stat"));
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return 'X';
        }
    }
}
