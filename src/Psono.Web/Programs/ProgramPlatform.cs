namespace Psono.Web.Programs;

/// <summary>A platform that a server may have psonoci for.</summary>
/// <param name="Name">What the server calls it; also the name of its text.</param>
public sealed record ProgramPlatform(string Name)
{
    public const string LinuxX64 = "linux-x64";

    /// <summary>In the order in which they are offered.</summary>
    public static readonly IReadOnlyList<ProgramPlatform> All =
        [new(LinuxX64), new("linux-arm64"), new("osx-arm64"), new("osx-x64"), new("win-x64")];

    public bool IsLinux => Name.StartsWith("linux-", StringComparison.Ordinal);

    public bool IsWindows => Name.StartsWith("win-", StringComparison.Ordinal);

    public string Program => IsWindows ? "psonoci.exe" : "psonoci";

    /// <summary>
    /// The likeliest for a machine of which a browser says this. Whoever looks at the page with a phone is about to install it elsewhere.
    /// </summary>
    /// <param name="system">The names that the browser gives its system: platform and user agent.</param>
    /// <param name="architecture">What it says of the processor: most do not. New Macs pass for old ones then.</param>
    public static string Guess(string system, string architecture)
    {
        bool Says(string name) => system.Contains(name, StringComparison.Ordinal);
        if (Says("Android") || Says("iPhone") || Says("iPad"))
            return LinuxX64;
        if (Says("Win"))
            return "win-x64";
        if (Says("Mac"))
            return architecture == "x86" ? "osx-x64" : "osx-arm64";
        return architecture == "arm" || (architecture.Length == 0 && Says("aarch64")) ? "linux-arm64" : LinuxX64;
    }
}
