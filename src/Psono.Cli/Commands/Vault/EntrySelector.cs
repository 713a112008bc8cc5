using System.CommandLine;
using Psono.Protocol.Datastores;
using Psono.Protocol.Encodings;

namespace Psono.Cli.Commands.Vault;

/// <summary>
/// An entry as people name it: by the id of its secret, by its title, or by folder and title if the title alone is not enough.
/// </summary>
internal static class EntrySelector
{
    public static Argument<string> Argument() => new("secret") { Description = "id or title of the secret" };

    public static DatastoreItem Find(DatastoreTree tree, string wanted, bool includeTrash = false)
    {
        var all = tree.Items.Where(item => item.SecretId is not null && IsNamed(item, wanted)).ToList();
        var found = all.Where(item => includeTrash || !item.IsInTrash).ToList();
        return found switch
        {
            [var item] => item,
            [] => throw new PsonociException(
                "not-found",
                $"there is no secret '{wanted}'",
                all.Count == 0 ? "psonoci vault ls" : $"it is in the trash: psonoci vault restore '{wanted}'"),
            _ => throw new PsonociException(
                "ambiguous",
                $"'{wanted}' is the title of {found.Count} secrets: {string.Join(", ", found.Select(item => $"{item.SecretId}"))}",
                "give the id of the one you mean; psonoci vault ls shows their folders"),
        };
    }

    /// <summary>Folders and title, separated by slashes.</summary>
    public static string PathOf(DatastoreItem item) => string.Join('/', item.Folder.Append(item.Name));

    private static bool IsNamed(DatastoreItem item, string wanted) => Uuid.TryParse(wanted, out var id)
        ? item.SecretId == id
        : item.Name == wanted || PathOf(item) == wanted.Trim('/');
}
