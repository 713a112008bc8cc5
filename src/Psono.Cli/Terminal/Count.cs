using System.Globalization;

namespace Psono.Cli.Terminal;

internal static class Count
{
    /// <summary>1 variable, 2 variables.</summary>
    public static string Of(int count, string noun, string? plural = null) =>
        count == 1 ? $"1 {noun}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {plural ?? noun + "s"}");
}
