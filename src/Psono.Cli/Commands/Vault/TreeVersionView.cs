using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Protocol.Datastores;
using Psono.Protocol.Encodings;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

/// <summary>An earlier version of the list of folders and secrets, and what restoring it would do.</summary>
internal static class TreeVersionView
{
    public static Guid ParseId(string text) => Uuid.TryParse(text, out var id)
        ? id
        : throw PsonociException.Usage("--tree takes the id of a version, as listed by psonoci vault history --tree");

    public static string[] ToRow(DatastoreHistoryEntry version) =>
        [$"{version.Id}", $"from {ServerTime.Show(version.WriteDate)}", $"until {ServerTime.Show(version.CreateDate)}"];

    public static JsonObject ToJson(DatastoreHistoryEntry version) => new()
    {
        ["id"] = $"{version.Id}",
        ["written"] = version.WriteDate,
        ["replaced"] = version.CreateDate,
    };

    public static string[] ToRow(TreeDifference difference) => difference switch
    {
        { Kind: TreeDifferenceKind.Returns, Then: { } then } => ["is restored", Place(then)],
        { Kind: TreeDifferenceKind.Stays, Now: { } now } => ["was created since, and is kept", Place(now)],
        { Kind: TreeDifferenceKind.IsGone, Then: { } then } => ["was deleted permanently, and is not restored", Place(then)],
        _ => ["changes", $"{Place(difference.Now!)} -> {Place(difference.Then!)}"],
    };

    public static JsonObject ToJson(TreeDifference difference) => new()
    {
        ["change"] = difference.Kind switch
        {
            TreeDifferenceKind.Returns => "returns",
            TreeDifferenceKind.Stays => "stays",
            TreeDifferenceKind.IsGone => "gone",
            _ => "changes",
        },
        ["id"] = $"{(difference.Then ?? difference.Now)!.SecretId}",
        ["then"] = ToJson(difference.Then),
        ["now"] = ToJson(difference.Now),
    };

    private static JsonObject? ToJson(DatastoreItem? item) => item is null ? null : new()
    {
        ["title"] = item.Name,
        ["folder"] = string.Join('/', item.Folder),
        ["trash"] = item.IsInTrash,
    };

    private static string Place(DatastoreItem item) =>
        Printable.Of(EntrySelector.PathOf(item)) + (item.IsInTrash ? " (in the trash)" : "");
}
