namespace Psono.Server.Install;

/// <summary>
/// A platform that psonoci can be handed out for. No other names are looked for below the install root, whatever a client sends.
/// </summary>
/// <param name="Name">Its directory below the install root.</param>
/// <param name="Program">The name of the executable in there.</param>
/// <param name="Upstream">What upstream's download site calls it, if it has it.</param>
internal sealed record Platform(string Name, string Program = "psonoci", string? Upstream = null)
{
    /// <summary>In the order of SHA256SUMS, which is that of their names.</summary>
    public static readonly IReadOnlyList<Platform> All =
    [
        new("linux-arm64", Upstream: "aarch64-linux"),
        new("linux-x64", Upstream: "x86_64-linux"),
        new("osx-arm64"),
        new("osx-x64"),
        new("win-x64", "psonoci.exe"),
    ];
}
