using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Psono.EndToEndTests.Fixtures;

/// <summary>The executables as build.sh published them.</summary>
public static class Published
{
    public static string Root { get; } = FindRoot();

    public static string Psonoci { get; } = Find("artifacts/release/psonoci");

    public static string Server { get; } = Find("artifacts/release/psono-server/psono-server");

    /// <summary>What they call themselves, and files of a release in documents.</summary>
    public static string Version { get; } =
        XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    private static string Find(string path)
    {
        var file = Path.Combine(Root, path);
        return File.Exists(file) ? file : throw new FileNotFoundException("run ./build.sh first", file);
    }

    private static string FindRoot([CallerFilePath] string file = "")
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Psono.slnx")))
                return directory;
        }

        throw new DirectoryNotFoundException($"no Psono.slnx above {AppContext.BaseDirectory} ({file})");
    }
}
