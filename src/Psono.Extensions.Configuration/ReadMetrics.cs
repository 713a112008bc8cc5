using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Psono.Client;

namespace Psono.Extensions.Configuration;

/// <summary>
/// What dashboards and alarms need, and nothing of what was read. A meter of the process: configuration is there before any services.
/// </summary>
internal static class ReadMetrics
{
    /// <summary>What the README tells to listen to.</summary>
    public const string MeterName = "Psono.Extensions.Configuration";

    private static readonly ConditionalWeakTable<PsonoConfigurationProvider, object?> Providers = [];
    private static readonly Meter Meter = new(MeterName);

    // What is there by default is made for milliseconds.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "psono.secrets.read.duration",
        "s",
        "Looks for changes of the secrets",
        tags: null,
        Seconds);

    static ReadMetrics() => Meter.CreateObservableGauge(
        "psono.secrets.age",
        () => Providers.Select(provider => provider.Key.Age).Max() is { } age
            ? [new Measurement<double>(age.TotalSeconds)]
            : Array.Empty<Measurement<double>>(),
        "s",
        "Time since the server last confirmed the secrets, of the source that has waited the longest");

    public static void Add(PsonoConfigurationProvider provider) => Providers.TryAdd(provider, null);

    public static void Remove(PsonoConfigurationProvider provider) => Providers.Remove(provider);

    /// <param name="took">How long the look took.</param>
    /// <param name="isChanged">Whether a value changed.</param>
    public static void Record(TimeSpan took, bool isChanged) =>
        Duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("psono.outcome", isChanged ? "changed" : "unchanged"));

    public static void Record(TimeSpan took, Exception failure) => Duration.Record(
        took.TotalSeconds,
        new KeyValuePair<string, object?>("psono.outcome", "failed"),
        new KeyValuePair<string, object?>(
            "error.type", failure is PsonoApiException e ? e.Failure.ToString() : failure.GetType().FullName));
}
