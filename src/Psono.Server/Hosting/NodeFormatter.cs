using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Psono.Server.Hosting;

/// <summary>Says in each line of the log which server it is of, before what it is about: logs of several are read together.</summary>
internal sealed class NodeFormatter(string node, string inner, IServiceProvider services) : ConsoleFormatter(Called)
{
    private const string Called = "node";

    /// <summary>Found late: this is one of them.</summary>
    private readonly Lazy<ConsoleFormatter> _inner = new(
        () => services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == inner));

    /// <param name="logging">The log.</param>
    /// <param name="node">What the server is called.</param>
    /// <param name="inner">The name of the formatter that writes all the rest.</param>
    public static void Use(ILoggingBuilder logging, string node, string inner)
    {
        logging.Services.AddSingleton<ConsoleFormatter>(services => new NodeFormatter(node, inner, services));
        logging.AddConsole(console => console.FormatterName = Called);
    }

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter) =>
        _inner.Value.Write(
            new LogEntry<TState>(
                logEntry.LogLevel, $"{node} {logEntry.Category}", logEntry.EventId, logEntry.State, logEntry.Exception,
                logEntry.Formatter),
            scopeProvider,
            textWriter);
}
