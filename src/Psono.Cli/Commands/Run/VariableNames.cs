using System.IO.Enumeration;
using System.Text;

namespace Psono.Cli.Commands.Run;

internal static class VariableNames
{
    // ld.so(8), glibc, dyld, and the variables by which shells and runtimes load code at start: a value in a vault must not
    // decide what code a process runs, unless someone says so. Not all of LD_*: some are ordinary names of products.
    private static readonly HashSet<string> Unsafe = new(StringComparer.Ordinal)
    {
        "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "LD_DEBUG", "LD_DEBUG_OUTPUT", "LD_DYNAMIC_WEAK", "LD_HWCAP_MASK", "LD_ORIGIN_PATH",
        "LD_PROFILE", "LD_PROFILE_OUTPUT", "LD_SHOW_AUXV", "LD_USE_LOAD_BIAS", "LD_BIND_NOW", "LD_BIND_NOT", "LD_ASSUME_KERNEL",
        "LD_TRACE_LOADED_OBJECTS", "LD_VERBOSE", "LD_WARN", "LD_PREFER_MAP_32BIT_EXEC", "LD_ELF_HINTS_PATH", "LD_LIBMAP",
        "GCONV_PATH", "GETCONF_DIR", "GLIBC_TUNABLES", "LOCPATH", "MALLOC_TRACE", "NLSPATH", "LIBPATH", "SHLIB_PATH",
        "BASH_ENV", "DOTNET_STARTUP_HOOKS", "CORECLR_PROFILER_PATH",
    };

    public static bool IsUnsafe(string name) =>
        Unsafe.Contains(name)
        || name.StartsWith("DYLD_", StringComparison.Ordinal)
        || name.StartsWith("BASH_FUNC_", StringComparison.Ordinal);

    /// <summary>What the kernel and every shell can pass on; nothing that could pose as something else in a terminal.</summary>
    public static bool IsValid(string name) => name.Length > 0 && !name.Contains('=') && !name.EnumerateRunes().Any(Rune.IsControl);

    /// <summary>Whether a name matches a name or a pattern with <c>*</c> and <c>?</c>.</summary>
    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
