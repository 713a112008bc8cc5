namespace Psono.Tests.Shared.Fuzzing;

/// <summary>An input that a target does not take as it should.</summary>
/// <param name="Input">The input.</param>
/// <param name="Kind">What went wrong, and where: two inputs of one kind are one mistake.</param>
/// <param name="Details">All that is known, for whoever mends it.</param>
internal sealed record Finding(byte[] Input, string Kind, string Details)
{
    public static Finding Of(byte[] input, Exception exception)
    {
        var place = (exception.StackTrace ?? "").Split('\n').Select(line => line.Split(" in ")[0].Trim())
            .FirstOrDefault(line => !line.StartsWith("at System.", StringComparison.Ordinal));
        return new Finding(input, $"{exception.GetType().Name} {place}", exception.ToString());
    }
}
