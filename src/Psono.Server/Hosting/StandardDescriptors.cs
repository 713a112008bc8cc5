using Psono.Server.Interop;

namespace Psono.Server.Hosting;

/// <summary>
/// A standard descriptor that the caller closed would be given to the next file that is opened, such as the database, and what is meant for
/// people would be written there.
/// </summary>
internal static class StandardDescriptors
{
    /// <summary>Puts /dev/null in the place of those that are closed.</summary>
    public static void Reserve()
    {
        if (!OperatingSystem.IsLinux())
            return;
        int descriptor;
        do
            descriptor = LibC.Open("/dev/null", LibC.ORdWr);
        while (descriptor is >= 0 and <= 2);
        if (descriptor >= 0)
            _ = LibC.Close(descriptor);
    }
}
