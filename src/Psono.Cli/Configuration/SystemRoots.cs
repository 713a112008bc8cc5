using System.Runtime.Versioning;
using Psono.Cli.Interop;
using Psono.Client.Http;

namespace Psono.Cli.Configuration;

/// <summary>
/// Where the trusted roots of a Linux system are. The runtime parses every one of them before the first handshake, asked or not
/// (45 ms of CPU); so it is shown an empty place, and the roots that matter are looked up by name.
/// </summary>
internal static class SystemRoots
{
    private const string File = "SSL_CERT_FILE";
    private const string Directory = "SSL_CERT_DIR";
    private const string Nothing = "/dev/null";

    /// <summary>Null where the runtime uses the platform's own store. Read before the first connection is made.</summary>
    public static RootCertificateBundle? Bundle { get; } = OperatingSystem.IsLinux() ? TakeOver() : null;

    [SupportedOSPlatform("linux")]
    private static RootCertificateBundle TakeOver()
    {
        var bundle = new RootCertificateBundle(Environment.GetEnvironmentVariable(File), Environment.GetEnvironmentVariable(Directory));

        // Only in this process: the environment of the command is made from the bytes that psonoci was started with.
        _ = LibC.SetEnv(File, Nothing, overwrite: 1);
        _ = LibC.SetEnv(Directory, Nothing, overwrite: 1);
        return bundle;
    }
}
