using Microsoft.Extensions.Logging;
using Psono.Client;

namespace Psono.Extensions.Configuration;

/// <summary>
/// Tells of a failure once, and of its end. What happens before there is a logger is told when there is one: configuration is read before
/// the host has any.
/// </summary>
internal sealed partial class FailureLog(PsonoConfigurationOptions options)
{
    private const int MaxWarnings = 100;

    private readonly Lock _lock = new();
    private ILogger? _logger = Create(options.LoggerFactory);
    private readonly List<string> _warnings = [];
    private int _warned;
    private string? _lasting;
    private bool _isLogged;
    private DateTimeOffset? _cachedAt;

    public Exception? Last { get; private set; }

    public void LogTo(ILoggerFactory loggerFactory)
    {
        lock (_lock)
        {
            _logger = Create(loggerFactory);
            Log();
            LogWarnings();
        }
    }

    /// <param name="failure">What happened.</param>
    /// <param name="cachedAt">Of when the values are that the cache gave all the same.</param>
    public void Tell(Exception failure, DateTimeOffset? cachedAt = null)
    {
        lock (_lock)
        {
            (Last, _cachedAt) = (failure, cachedAt);
            if (_lasting != KindOf(failure))
                (_lasting, _isLogged) = (KindOf(failure), false);
            Log();
        }

        try
        {
            options.OnLoadFailed?.Invoke(failure);
        }
#pragma warning disable CA1031 // Of the application. It has been told.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>That they failed to take over a change is not a failure of reading it.</summary>
    public void TellOfListener(Exception failure) => Write(logger => LogListener(logger, ReasonOf(failure)));

    /// <summary>Of what is no failure, once.</summary>
    public void Warn(string line)
    {
        lock (_lock)
        {
            if (_warnings.Count < MaxWarnings && !_warnings.Contains(line))
                _warnings.Add(line);
            LogWarnings();
        }
    }

    public void TellOfChange(int keys) => Write(logger => LogChange(logger, keys));

    public void Clear()
    {
        lock (_lock)
        {
            if (_isLogged)
                Write(LogRecovery);
            (Last, _lasting, _isLogged) = (null, null, false);
        }
    }

    private static ILogger? Create(ILoggerFactory? factory) => factory?.CreateLogger<PsonoConfigurationProvider>();

    /// <summary>Not the whole message: how long the server asks to wait differs from time to time.</summary>
    private static string KindOf(Exception failure) =>
        failure is PsonoApiException e ? $"{e.Failure} {e.ServerCode}" : $"{failure.GetType()} {ReasonOf(failure)}";

    /// <summary>Our own messages never hold a value. Those of others might.</summary>
    public static string ReasonOf(Exception failure) => failure switch
    {
        PsonoApiException or PsonoConfigurationException => failure.Message,
        AggregateException { InnerException: { } inner } => ReasonOf(inner),
        _ => failure.GetType().Name,
    };

    private void Log()
    {
        if (Last is null || _isLogged || _logger is null)
            return;
        _isLogged = true;
        var reason = ReasonOf(Last);
        if (_cachedAt is { } cachedAt)
            Write(logger => LogCached(logger, cachedAt.UtcDateTime, reason));
        else if (Last is PsonoApiException { IsUnavailable: true })
            Write(logger => LogUnavailable(logger, reason));
        else
            Write(logger => LogFailure(logger, reason));
    }

    private void LogWarnings()
    {
        for (; _logger is not null && _warned < _warnings.Count; _warned++)
        {
            var line = _warnings[_warned];
            Write(logger => LogWarning(logger, char.ToUpperInvariant(line[0]) + line[1..]));
        }
    }

    private void Write(Action<ILogger> log)
    {
        try
        {
            if (_logger is { } logger)
                log(logger);
        }
#pragma warning disable CA1031 // Of the application, and perhaps of a host that has ended. The secrets are read all the same.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The secrets cannot be read, the configuration stays as it is: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Error, "The secrets cannot be used, the configuration stays as it is: {Reason}")]
    private static partial void LogFailure(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Error, "A listener for changes of the configuration failed: {Reason}")]
    private static partial void LogListener(ILogger logger, string reason);

    [LoggerMessage(
        5, LogLevel.Warning, "The secrets cannot be read, using the cached ones that the server confirmed at {Time:u}: {Reason}")]
    private static partial void LogCached(ILogger logger, DateTime time, string reason);

    [LoggerMessage(6, LogLevel.Warning, "{Line}")]
    private static partial void LogWarning(ILogger logger, string line);

    [LoggerMessage(7, LogLevel.Information, "The secrets changed and were reloaded: {Keys} configuration keys")]
    private static partial void LogChange(ILogger logger, int keys);

    [LoggerMessage(3, LogLevel.Information, "The secrets can be read again")]
    private static partial void LogRecovery(ILogger logger);
}
