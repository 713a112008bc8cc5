using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Psono.Tests.Shared;

/// <summary>What was logged, a line each, with the exception if there was one.</summary>
internal sealed class LogLines : ConcurrentQueue<string>, ILogger, ILoggerFactory, ILoggerProvider
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Enqueue($"{logLevel}: {formatter(state, exception)}{exception}");

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
