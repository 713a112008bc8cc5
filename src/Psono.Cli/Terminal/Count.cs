namespace Psono.Cli.Terminal;

internal static class Count
{
    /// <summary>1 variable, 2 variables.</summary>
    public static string Of(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
