namespace Psono.Cli.Processes;

/// <summary>A file that Windows can start, and its arguments in one text.</summary>
internal sealed record WindowsCommand(string File, string Arguments)
{
    /// <summary>Documented for CreateProcess, with its end.</summary>
    private const int MaxLength = 32767;

    /// <exception cref="PsonociException">There is no such command, or Windows would not start it, or not safely.</exception>
    public static WindowsCommand Resolve(IReadOnlyList<string> command, WindowsLookup lookup, string systemDirectory)
    {
        var (name, arguments) = (command[0], command.Skip(1));
        var file = lookup.Find(name)
            ?? throw new PsonociException("not-found", $"command not found: '{name}'", Hint(name)) { ExitCode = ExitCodes.NotFound };
        if (!WindowsLookup.IsStartable(file))
        {
            throw new PsonociException(
                "not-executable", $"'{name}' is not a program or a batch file", "start it by its interpreter, such as: python script.py")
            {
                ExitCode = ExitCodes.NotExecutable,
            };
        }

        var resolved = WindowsLookup.IsBatchFile(file)
            ? new WindowsCommand(
                $"{systemDirectory}\\cmd.exe", WindowsQuoting.ForBatchFile(file, arguments) ?? throw NotQuotable(name))
            : new WindowsCommand(file, WindowsQuoting.ForProgram(arguments));
        return resolved.File.Length + resolved.Arguments.Length + 4 <= MaxLength ? resolved : throw TooLong();
    }

    private static string? Hint(string name) => name.AsSpan().ContainsAny('\\', '/', ':')
        ? null
        : $"only PATH is searched; if it is in the current directory, use its path: .\\{name}";

    // CVE-2024-24576
    private static PsonociException NotQuotable(string name) => new(
        "unsafe-argument", $"'{name}' is a batch file, to which \" % ! & | < > ^ ( ) and line breaks in an argument could be commands",
        "start the program that the batch file starts")
    {
        ExitCode = ExitCodes.NotStarted,
    };

    public static PsonociException TooLong() => new(
        "too-large", "the arguments are longer than Windows allows (32,766 characters)", "pass large values in files")
    {
        ExitCode = ExitCodes.NotStarted,
    };
}
