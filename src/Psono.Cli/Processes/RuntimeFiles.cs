namespace Psono.Cli.Processes;

/// <summary>
/// Where a runtime is in the file, it puts a socket and two pipes for debuggers into the temporary directory, and takes them away when it
/// ends. A process that becomes a command does not end.
/// </summary>
internal static class RuntimeFiles
{
    public static void Remove(string directory, int process)
    {
        try
        {
            foreach (var pattern in new[] { $"dotnet-diagnostic-{process}-*-socket", $"clr-debug-pipe-{process}-*" })
            {
                foreach (var file in Directory.GetFiles(directory, pattern))
                    File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No reason not to start the command.
        }
    }
}
