using System.Runtime.InteropServices;
using Psono.Server.Data;

namespace Psono.Server.Hosting;

/// <summary>.NET aborts the process, with a core dump, at whatever first needs an OpenSSL that is not there.</summary>
internal static class OpenSsl
{
    private static readonly string[] Libraries = ["libssl.so.3", "libssl.so.1.1"];

    /// <exception cref="StartException">There is none.</exception>
    public static void Require()
    {
        // Who names a version knows what is there.
        if (OperatingSystem.IsLinux()
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOTNET_OPENSSL_VERSION_OVERRIDE"))
            && !Array.Exists(Libraries, library => NativeLibrary.TryLoad(library, out _)))
            throw new StartException("OpenSSL 3 or 1.1 is missing: install libssl3 (Debian, Ubuntu) or openssl-libs (Fedora, RHEL)");
    }
}
