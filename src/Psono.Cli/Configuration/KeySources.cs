using Psono.Cli.Interop;
using Psono.Client.ApiKeys.Settings;
using Psono.Protocol.Cryptography;

namespace Psono.Cli.Configuration;

/// <summary>Reads the API secret key from a descriptor, which neither <c>ps</c> nor a child sees. It never becomes a string.</summary>
internal static class KeySources
{
    /// <summary>
    /// Reads one line and no byte more: what follows it on standard input belongs to the command. Other descriptors are closed.
    /// </summary>
    public static SecretKey FromDescriptor(int descriptor)
    {
        if (OperatingSystem.IsWindows())
        {
            return descriptor == 0
                ? SettingsFiles.ReadKey(Console.OpenStandardInput().ReadByte)
                : throw PsonociException.Usage("on Windows the API secret key can be read from descriptor 0 only");
        }

        try
        {
            return SettingsFiles.ReadKey(() => ReadByte(descriptor));
        }
        finally
        {
            if (descriptor > 2)
                _ = LibC.Close(descriptor);
        }
    }

    /// <summary>
    /// Straight from the descriptor: the runtime's streams read regular files without moving the position that the command inherits.
    /// </summary>
    private static unsafe int ReadByte(int descriptor)
    {
        byte value;
        return LibC.Read(descriptor, &value, 1) switch
        {
            1 => value,
            0 => -1,
            _ => throw new PsonociException("configuration", $"cannot read the API secret key from descriptor {descriptor}"),
        };
    }
}
