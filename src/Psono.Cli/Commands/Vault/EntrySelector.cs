using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Protocol.Datastores;
using Psono.Protocol.Encodings;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

/// <summary>
/// An entry as people name it: by the id of its secret, by its title, or by folder and title. A title may have slashes itself: what is a
/// title as a whole is not taken apart.
/// </summary>
internal static class EntrySelector
{
    private const int MaxListed = 10;

    public static Argument<string> Argument() => new("secret") { Description = "id, title, or folder/title of the secret" };

    public static DatastoreItem Find(DatastoreTree tree, string wanted, bool includeTrash = false)
    {
        var secrets = tree.Items.Where(item => item.SecretId is not null).ToList();
        var all = Named(secrets, wanted);
        var found = Named([.. secrets.Where(item => includeTrash || !item.IsInTrash)], wanted);
        return found switch
        {
            [var item] => item,
            [] when all.Count > 0 => throw new PsonociException(
                "not-found", $"there is no secret '{wanted}'", $"it is in the trash: psonoci vault restore {ShellWord.Of(wanted)}"),
            [] => throw new PsonociException(
                "not-found", $"there is no secret '{wanted}'{Guess.Question(wanted, Names(secrets))}", "to list them: psonoci vault ls"),
            _ => throw Ambiguous(wanted, found),
        };
    }

    /// <summary>Folders and title, separated by slashes.</summary>
    public static string PathOf(DatastoreItem item) => string.Join('/', item.Folder.Append(item.Name));

    private static List<DatastoreItem> Named(List<DatastoreItem> items, string wanted)
    {
        if (Uuid.TryParse(wanted, out var id))
            return items.FindAll(item => item.SecretId == id);
        var titled = items.FindAll(item => item.Name == wanted);
        return titled.Count > 0 ? titled : items.FindAll(item => PathOf(item) == wanted.Trim('/'));
    }

    private static IEnumerable<string> Names(IEnumerable<DatastoreItem> items) =>
        items.Where(item => !item.IsInTrash).SelectMany(item => new[] { item.Name, PathOf(item) });

    private static PsonociException Ambiguous(string wanted, List<DatastoreItem> found)
    {
        var listed = found.Select(item => $"{Place(item)} ({item.SecretId})").Order(StringComparer.OrdinalIgnoreCase).Take(MaxListed);
        var different = found.DistinctBy(Place).Count() == found.Count;
        return new PsonociException(
            "ambiguous",
            $"'{wanted}' is the title of {found.Count} secrets: {string.Join(", ", listed)}{(found.Count > MaxListed ? ", …" : "")}",
            different ? $"include its folder, as in {ShellWord.Of(Place(found[0]))}, or its id" : "use the id of the one you mean");
    }

    /// <summary>Starts with a slash where there is no folder: the title alone would be that of the others, too.</summary>
    private static string Place(DatastoreItem item) => item.Folder.Count == 0 ? "/" + item.Name : PathOf(item);
}
