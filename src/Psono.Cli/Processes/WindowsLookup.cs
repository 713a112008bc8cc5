namespace Psono.Cli.Processes;

/// <summary>
/// Looks for a command as people of Windows expect it, in PATH and with the endings of PATHEXT; but neither in the current directory nor
/// beside psonoci, where whoever may put a file there would decide what gets the secrets.
/// </summary>
/// <param name="path">PATH.</param>
/// <param name="endings">PATHEXT.</param>
/// <param name="exists">Whether there is such a file.</param>
/// <param name="full">The whole path of one that is: Windows looks for a relative one in other places first.</param>
internal sealed class WindowsLookup(string path, string? endings, Func<string, bool> exists, Func<string, string> full)
{
    private const string UsualEndings = ".COM;.EXE;.BAT;.CMD";
    private static readonly string[] Startable = [".com", ".exe", ".bat", ".cmd"];

    /// <summary>The file; null if there is none.</summary>
    public string? Find(string command)
    {
        // Windows takes such endings away, and what was no batch file to whoever looked is one.
        if (command.Length == 0 || command[^1] is '.' or ' ')
            return null;
        if (command.AsSpan().ContainsAny('\\', '/', ':'))
            return InPlace(command) is { } found ? full(found) : null;
        return path.Split(';').Select(directory => directory.Trim('"')).Where(IsAbsolute)
            .Select(directory => InPlace($"{directory.TrimEnd('\\', '/')}\\{command}")).FirstOrDefault(file => file is not null);
    }

    public static bool IsBatchFile(string file) => Ending(file) is ".bat" or ".cmd";

    public static bool IsStartable(string file) => Startable.Contains(Ending(file));

    /// <summary>Windows starts no file without an ending: as a rule it is a script for another system, beside one for this.</summary>
    private string? InPlace(string file)
    {
        if (Ending(file).Length > 0 && exists(file))
            return file;
        return (string.IsNullOrEmpty(endings) ? UsualEndings : endings).Split(';')
            .Where(ending => Startable.Contains(ending.ToLowerInvariant()))
            .Select(ending => file + ending.ToLowerInvariant()).FirstOrDefault(exists);
    }

    private static bool IsAbsolute(string directory) =>
        directory is [_, ':', '\\' or '/', ..] || directory.StartsWith(@"\\", StringComparison.Ordinal);

    private static string Ending(string file)
    {
        var name = file[(file.LastIndexOfAny(['\\', '/', ':']) + 1)..];
        return name.LastIndexOf('.') is >= 0 and var dot ? name[dot..].ToLowerInvariant() : "";
    }
}
