using System.Runtime.Versioning;
using System.Security.Cryptography;
using Psono.Cli.Commands;
using Psono.Cli.Commands.Run;
using Psono.Cli.Configuration;
using Psono.Cli.Interop;
using Psono.Cli.Processes;
using Psono.Cli.Redaction;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Settings;

namespace Psono.Cli.Supervision;

/// <summary>
/// <c>run</c> with a parent that stays: reads, starts, watches over the command, and starts it again if that is asked for.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class SupervisedRun(
    CommandContext context,
    IReadOnlyList<byte[]> command,
    RunOptions options,
    SupervisionOptions supervision,
    Func<ApiKeySettings, ApiKeyClient, CancellationToken, Task<IReadOnlyList<MergedVariable>>> read)
{
    private SupervisedChild? _child;
    private bool _hasLost;

    /// <summary>For the main thread, before there are others.</summary>
    /// <returns>The exit code of the command.</returns>
    public int Execute(Func<LoadedSettings> load, bool jsonErrors)
    {
        using var signals = SignalQueue.Open();
        LoadedSettings? loaded = null;
        ApiKeyClient? client = null;
        try
        {
            var variables = Interruptible(signals, async () =>
            {
                loaded = load();
                client = loaded.Connect();
                return await read(loaded.Settings, client, CancellationToken.None);
            });
            using var watcher = supervision.Watch is { } interval
                ? new ChangeWatcher(client!, variables, token => read(loaded!.Settings, client!, token), interval, Tell)
                : null;
            if (watcher is null)
            {
                client!.Dispose();
                loaded!.Dispose();
            }

            ForgetGarbage();
            return Supervise(signals, variables, watcher, jsonErrors);
        }
        finally
        {
            client?.Dispose();
            loaded?.Dispose();
        }
    }

    /// <summary>
    /// This process may live for months. Texts of the configuration are strings, which nobody can zero; but the memory in which they lay
    /// can be given back.
    /// </summary>
    private static void ForgetGarbage() =>
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private int Supervise(SignalQueue signals, IReadOnlyList<MergedVariable> variables, ChangeWatcher? watcher, bool jsonErrors)
    {
        CoreDumps.RestoreLimit();
        var supervisor = new Supervisor(signals, ProcessTree.Adopt(), watcher, supervision.WatchSignal);
        while (true)
        {
            using var files = new SecretFiles();
            var patterns = supervision.Mask ? MaskedValues.Of(variables, options, supervision.MaskExcept, context.Terminal) : null;
            using var order = Order(variables, files, jsonErrors);
            using var child = _child = SupervisedChild.Start(order, patterns);
            order.Dispose();
            var exitCode = supervisor.Watch(child);
            foreach (var loss in child.Losses)
                Tell(loss);
            _hasLost |= child.Losses.Count > 0;

            // A disk that is full must not look like success.
            if (exitCode is { } code)
                return code == ExitCodes.Success && _hasLost ? ExitCodes.Error : code;
            _child = null;
            variables = watcher!.Take()!;
            Tell("watch: a value changed, restarting the command");
        }
    }

    /// <summary>What the child is to become. The values live on in the kernel's memory only.</summary>
    private MemoryFile Order(IReadOnlyList<MergedVariable> variables, SecretFiles files, bool jsonErrors)
    {
        var placed = files.Place(variables, options);
        var environment = CommandEnvironment.Build(context.Start.Environment, placed, options);
        var path = CommandEnvironment.SearchPath(context.Start.Environment);
        try
        {
            return new LaunchOrder(
                Environment.ProcessId, command, environment, path, context.Start.Signals!.ToBytes(), jsonErrors).ToFile();
        }
        finally
        {
            ChangeWatcher.Zero(variables);
            foreach (var entry in environment.TakeLast(placed.Count))
                CryptographicOperations.ZeroMemory(entry);
        }
    }

    /// <summary>Does work while signals do to us what they do to anybody: there is no command yet to pass them on to.</summary>
    private static T Interruptible<T>(SignalQueue signals, Func<Task<T>> work)
    {
        var done = LibC.EventFd(0, LibC.OCloExec);
        var task = Task.Run(async () =>
        {
            try
            {
                return await work();
            }
            finally
            {
                OutputPump.Signal(done);
            }
        });
        Span<PollEntry> entries = [new(signals.Descriptor, LibC.PollIn), new(done, LibC.PollIn)];
        do
        {
            Descriptors.Wait(entries);
            while (signals.TryRead(out var signal))
                SignalQueue.TakeDefault(signal.Number);
        }
        while (entries[1].Returned == 0);
        var result = task.GetAwaiter().GetResult();
        _ = LibC.Close(done);
        return result;
    }

    /// <summary>A raw terminal needs the carriage return as well.</summary>
    private void Tell(string line) => context.Terminal.Warn(_child?.Terminal?.IsRaw == true ? line + "\r" : line);
}
