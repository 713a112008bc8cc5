using System.Text;

namespace Psono.Cli.Terminal;

/// <summary>
/// The standard streams, in UTF-8 wherever they lead. A console of Windows has a code page, which knows few characters, and UTF-16 for
/// those who ask: the code page stays as it is, for whoever comes next at this console.
/// </summary>
internal static class StandardStreams
{
    public static Stream Input()
    {
        if (!OperatingSystem.IsWindows() || Console.IsInputRedirected)
            return Console.OpenStandardInput();
        Console.InputEncoding = Encoding.Unicode;
        return InUtf8(Console.OpenStandardInput());
    }

    public static Stream Output()
    {
        if (!OperatingSystem.IsWindows())
            return new DescriptorStream(1);
        Console.OutputEncoding = Encoding.Unicode;
        return Console.IsOutputRedirected ? Console.OpenStandardOutput() : InUtf8(Console.OpenStandardOutput());
    }

    public static Stream Error()
    {
        if (!OperatingSystem.IsWindows())
            return new DescriptorStream(2);
        Console.OutputEncoding = Encoding.Unicode;
        return Console.IsErrorRedirected ? Console.OpenStandardError() : InUtf8(Console.OpenStandardError());
    }

    private static Stream InUtf8(Stream console) => Encoding.CreateTranscodingStream(console, Encoding.Unicode, new UTF8Encoding(false));
}
