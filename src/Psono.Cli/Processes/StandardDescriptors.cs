using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

/// <summary>
/// A standard descriptor that the caller closed would be given to the next file or connection that is opened, and what is meant for people
/// would be written there.
/// </summary>
internal static unsafe class StandardDescriptors
{
    /// <summary>Puts something in the place of those that are closed. The command gets them closed, as psonoci did.</summary>
    public static void Reserve()
    {
        if (!OperatingSystem.IsLinux())
            return;

        // The root directory is always there, and refuses to be read or written, as a closed descriptor does.
        fixed (byte* root = "/\0"u8)
        {
            int descriptor;
            do
                descriptor = LibC.Open(root, LibC.ORdOnly | LibC.OCloExec);
            while (descriptor is >= 0 and <= 2);
            if (descriptor >= 0)
                _ = LibC.Close(descriptor);
        }
    }
}
