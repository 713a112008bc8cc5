using Psono.Cli.Configuration;
using Psono.Cli.Processes;

namespace Psono.Cli.Commands.Vault;

/// <summary>Where <c>psonoci vault</c> keeps what outlives one call: <c>$XDG_STATE_HOME/psonoci</c>, for its owner only.</summary>
internal sealed class StateDirectory(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static StateDirectory Of(InheritedEnvironment environment)
    {
        if (OperatingSystem.IsWindows())
            return new(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "psonoci"));

        // A relative path counts as none: XDG Base Directory Specification.
        if (environment.Get("XDG_STATE_HOME") is { } state && Path.IsPathRooted(state))
            return new(Path.Combine(state, "psonoci"));
        return environment.Get("HOME") is { Length: > 0 } home
            ? new(Path.Combine(home, ".local", "state", "psonoci"))
            : throw new PsonociException("state", "there is no directory for the session", "set HOME or XDG_STATE_HOME");
    }

    public string PathOf(string file) => Path.Combine(path, file);

    /// <summary>The content of a file; null if there is none.</summary>
    public byte[]? Read(string file)
    {
        try
        {
            FileKind.RefuseSpecial(PathOf(file));
            return File.ReadAllBytes(PathOf(file));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PsonociException("state", $"cannot read {PathOf(file)}", "check its permissions");
        }
    }

    public void Write(string file, string content)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PsonociException(
                "state", $"cannot create the directory {path}", "set XDG_STATE_HOME to a directory that you can write to");
        }

        OutputFile.Write(PathOf(file), content, overwrite: true);
    }

    public void Delete(string file)
    {
        try
        {
            File.Delete(PathOf(file));
        }
        catch (DirectoryNotFoundException)
        {
            // Then there is no file either.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PsonociException("state", $"cannot delete {PathOf(file)}", "check the permissions of its directory");
        }
    }
}
