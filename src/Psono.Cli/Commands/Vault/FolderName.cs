namespace Psono.Cli.Commands.Vault;

/// <summary>A folder as people write it: the names from the root down, separated by slashes.</summary>
internal static class FolderName
{
    public static string[] Parse(string text) =>
        text.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What is done in a folder, which may be a share of another client.</summary>
    public static async Task<T> InAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (InvalidOperationException e)
        {
            throw new PsonociException("share", e.Message, "choose another folder");
        }
    }
}
