namespace Psono.Server.Users;

/// <summary>IANA time zones that clients report.</summary>
internal static class TimeZones
{
    private const int MaximumLength = 63;

    /// <summary>The name if it is a zone, else <see langword="null"/>: unknown names are ignored.</summary>
    public static string? Known(string? name) =>
        name is { Length: > 0 and <= MaximumLength }
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '+' or '-')
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _)
            ? name
            : null;
}
