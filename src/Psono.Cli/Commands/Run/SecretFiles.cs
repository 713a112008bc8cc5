using System.Buffers.Text;
using System.Runtime.Versioning;
using System.Text;
using Psono.Cli.Processes;

namespace Psono.Cli.Commands.Run;

/// <summary>
/// Variables whose value is handed over in a file that exists only in memory, and that ends with the last process that has it open. The
/// variable holds its path. There is no limit of 128 KiB, and no byte that could not be in it.
/// </summary>
internal sealed class SecretFiles : IDisposable
{
    private readonly List<MemoryFile> _files = [];

    /// <summary>The descriptors, for a parent that stays.</summary>
    public IEnumerable<int> Descriptors => _files.Select(file => file.Descriptor);

    /// <summary>Makes the files; the variables with the paths in place of the values.</summary>
    public IReadOnlyList<MergedVariable> Place(IReadOnlyList<MergedVariable> variables, RunOptions options)
    {
        if (!variables.Any(variable => options.IsFile(variable.Winner.Name)))
            return variables;
        if (!OperatingSystem.IsLinux())
            throw PsonociException.Usage("--file needs Linux");
        if (!Directory.Exists("/proc/self/fd"))
        {
            throw new PsonociException(
                "not-started", "--file needs /proc, which is not mounted here", "mount it: mount -t proc proc /proc")
            {
                ExitCode = ExitCodes.NotStarted,
            };
        }

        var placed = new List<MergedVariable>();
        foreach (var variable in variables)
            placed.Add(options.IsFile(variable.Winner.Name) ? Place(variable, options) : variable);
        return placed;
    }

    /// <summary>The bytes that base64 stands for, in lines or not; null if it is none.</summary>
    public static byte[]? TryDecode(ReadOnlySpan<byte> base64)
    {
        if (!Base64.IsValid(base64, out var length) || length == 0)
            return null;
        var decoded = GC.AllocateUninitializedArray<byte>(Base64.GetMaxDecodedFromUtf8Length(base64.Length), pinned: true);
        Base64.DecodeFromUtf8(base64, decoded, out _, out var written);
        return decoded[..written];
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    [SupportedOSPlatform("linux")]
    private MergedVariable Place(MergedVariable variable, RunOptions options)
    {
        var (winner, replaced) = variable;
        var content = winner.Value;
        if (options.AnyMatches(options.FilesBase64, winner.Name))
        {
            content = TryDecode(content) ?? throw new PsonociException(
                "invalid-variable", $"--file-base64: the value of {winner.Name} in secret {winner.Source} is not base64",
                "use --file for a value that is not encoded");
        }

        var file = MemoryFile.Create(content);
        _files.Add(file);
        return new MergedVariable(winner with { Value = Encoding.ASCII.GetBytes($"/proc/self/fd/{file.Descriptor}") }, replaced);
    }
}
