using System.Runtime.InteropServices;
using Psono.Cli.Interop;

namespace Psono.Cli.Supervision;

/// <summary>Reading, writing and waiting, whatever signals come in between.</summary>
internal static unsafe class Descriptors
{
    /// <summary>Writes everything; false if nobody can read it any more.</summary>
    public static bool WriteAll(int descriptor, ReadOnlySpan<byte> bytes) => WriteAll(descriptor, bytes, out _);

    /// <param name="descriptor">Where to.</param>
    /// <param name="bytes">What.</param>
    /// <param name="error">Why not, if not.</param>
    public static bool WriteAll(int descriptor, ReadOnlySpan<byte> bytes, out int error)
    {
        error = 0;
        fixed (byte* start = bytes)
        {
            for (var done = 0; done < bytes.Length;)
            {
                var written = LibC.Write(descriptor, start + done, (nuint)(bytes.Length - done));
                if (written > 0)
                    done += (int)written;
                else if (written < 0 && (error = Marshal.GetLastPInvokeError()) is not (LibC.EIntr or LibC.EAgain))
                    return false;
                else
                    WaitFor(descriptor, LibC.PollOut);
            }
        }

        error = 0;
        return true;
    }

    /// <summary>The number of bytes, 0 at the end of what there will be, -1 if there is nothing now.</summary>
    public static int ReadSome(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var length = LibC.Read(descriptor, start, (nuint)buffer.Length);
                if (length >= 0)
                    return (int)length;
                var error = Marshal.GetLastPInvokeError();
                if (error == LibC.EAgain)
                    return -1;

                // A terminal of which nobody has the other side any more says EIO.
                if (error != LibC.EIntr)
                    return 0;
            }
        }
    }

    /// <summary>The number of bytes written, 0 if nobody can read them any more, -1 if there is no room now.</summary>
    public static int WriteSome(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var written = LibC.Write(descriptor, start, (nuint)bytes.Length);
            return written > 0 ? (int)written : Marshal.GetLastPInvokeError() is LibC.EIntr or LibC.EAgain ? -1 : 0;
        }
    }

    /// <summary>Waits until one of them has an event, or for so many milliseconds; whether there is an event.</summary>
    public static bool Wait(Span<PollEntry> entries, int milliseconds = -1)
    {
        fixed (PollEntry* start = entries)
        {
            int count;
            while ((count = LibC.Poll(start, (nuint)entries.Length, milliseconds)) < 0 && Marshal.GetLastPInvokeError() == LibC.EIntr)
            {
            }

            return count > 0;
        }
    }

    private static void WaitFor(int descriptor, short events)
    {
        Span<PollEntry> entries = [new(descriptor, events)];
        Wait(entries);
    }
}
