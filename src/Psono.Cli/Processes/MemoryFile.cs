using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

// docs/decisions/0018
/// <summary>
/// A file without a name, in memory, that nobody can change (memfd_create(2)). Every process that inherits the descriptor may open it again
/// by <c>/proc/self/fd/N</c>; it is gone when the last of them has ended, however that was.
/// </summary>
internal sealed unsafe class MemoryFile : IDisposable
{
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const uint NoExecute = 8;
    private const int AllSeals = 0x1 | 0x2 | 0x4 | 0x8;
    private const int Rewind = 0;

    // Above what scripts number their own descriptors with, below what select(2) can wait for.
    private const int FirstDescriptor = 64;

    private MemoryFile(int descriptor) => Descriptor = descriptor;

    public int Descriptor { get; }

    /// <summary>For the commands that this process becomes or starts.</summary>
    [SupportedOSPlatform("linux")]
    public static MemoryFile Create(ReadOnlySpan<byte> content) => Create(content, closeOnExec: false);

    /// <param name="content">What is in it. The copy is in the kernel's memory.</param>
    /// <param name="closeOnExec">Whether the descriptor stays in this process, unless a child is given it.</param>
    [SupportedOSPlatform("linux")]
    public static MemoryFile Create(ReadOnlySpan<byte> content, bool closeOnExec)
    {
        var descriptor = Open();
        Write(descriptor, content);

        // Nobody owns it but for the seals, and a command that gives up root has to be able to read it.
        if (LibC.FChMod(descriptor, 0b100_100_100) != 0
            || LibC.FCntl(descriptor, LibC.FAddSeals, AllSeals) != 0
            || LibC.LSeek(descriptor, 0, Rewind) != 0)
            throw Failed("sealed");
        var moved = LibC.FCntl(descriptor, LibC.FDupFdCloExec, FirstDescriptor);
        if (moved >= 0)
            _ = LibC.Close(descriptor);
        else
            moved = descriptor;
        if (!closeOnExec)
            _ = LibC.FCntl(moved, LibC.FSetFd, 0);
        return new MemoryFile(moved);
    }

    public void Dispose() => _ = LibC.Close(Descriptor);

    [SupportedOSPlatform("linux")]
    private static int Open()
    {
        fixed (byte* name = "psonoci\0"u8)
        {
            var descriptor = LibC.MemFdCreate(name, CloseOnExec | AllowSealing | NoExecute);

            // Kernels before 6.3 do not know the third flag.
            if (descriptor < 0 && Marshal.GetLastPInvokeError() == LibC.EInval)
                descriptor = LibC.MemFdCreate(name, CloseOnExec | AllowSealing);
            return descriptor >= 0 ? descriptor : throw Failed("made");
        }
    }

    private static void Write(int descriptor, ReadOnlySpan<byte> content)
    {
        fixed (byte* bytes = content)
        {
            for (var done = 0; done < content.Length;)
            {
                var written = LibC.Write(descriptor, bytes + done, (nuint)(content.Length - done));
                if (written <= 0)
                    throw Failed("written");
                done += (int)written;
            }
        }
    }

    private static PsonociException Failed(string what) =>
        new("input-output", $"an in-memory file cannot be {what} (errno {Marshal.GetLastPInvokeError()})",
            "check the limits of memory and open files (ulimit -n)");
}
