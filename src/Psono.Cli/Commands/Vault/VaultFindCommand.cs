using System.CommandLine;
using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

/// <summary>A search. The names of variables are sealed with their values: they are read for it, and the values zeroed.</summary>
internal sealed class VaultFindCommand : VaultSubcommand
{
    private readonly Argument<string[]> _words = new("word")
    {
        Description = "part of a title, a folder, a description, a tag, or the name of a variable; every word must match",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<bool> _json = JsonOutput.Option();

    public VaultFindCommand(VaultContext vault)
        : base(vault, "find", "search secrets, including the names of their variables; values are not searched")
    {
        Add(_words);
        Add(_json);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci vault find stripe_key",
        "psonoci vault find production database",
    ];

    protected override bool AcceptsApiKey => true;

    protected override async Task ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var words = parsed.GetValue(_words)!;
        if (words.Any(string.IsNullOrWhiteSpace))
            throw PsonociException.Usage("<word> is empty", "use part of what you are looking for");
        using var client = Vault.Open(parsed);
        var items = (await client.Datastore.ReadAsync(cancellationToken)).Items
            .Where(item => item.SecretId is not null && !item.IsInTrash).ToList();
        var names = await client.Secrets.ReadVariableNamesAsync(items, cancellationToken);
        var found = items.Select(item => new Match(item, Matching(names, item, words)))
            .Where(match => words.All(match.Has))
            .OrderBy(match => EntrySelector.PathOf(match.Item), StringComparer.OrdinalIgnoreCase).ToList();
        if (parsed.GetValue(_json))
            JsonOutput.Write(Vault.Terminal, new JsonArray([.. found.Select(match => match.ToJson())]));
        else
            Vault.Terminal.Write(Table.Format([.. found.Select(match => match.ToRow())]));
        Tell(found.Count, items.Count(item => HasVariables(item) && !names.ContainsKey(item.SecretId!.Value)));
    }

    private static IReadOnlyList<string> Matching(
        IReadOnlyDictionary<Guid, IReadOnlyList<string>> names, DatastoreItem item, string[] words) =>
        [.. names.GetValueOrDefault(item.SecretId!.Value, []).Where(name => words.Any(word => Contains(name, word)))];

    private static bool HasVariables(DatastoreItem item) => SecretTypes.Parse(item.Type) == SecretType.EnvironmentVariables;

    private static bool Contains(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private void Tell(int found, int unread)
    {
        if (unread > 0)
            Vault.Terminal.Warn($"the names in {Count.Of(unread, "secret")} could not be read and were not searched");
        if (found == 0)
            Vault.Terminal.Tell("No results.");
    }

    private sealed record Match(DatastoreItem Item, IReadOnlyList<string> Names)
    {
        public bool Has(string word) => Names.Any(name => Contains(name, word))
            || Contains(EntrySelector.PathOf(Item), word) || Contains(Item.Description, word) || Item.Tags.Any(tag => Contains(tag, word));

        public string[] ToRow() => [Printable.Of(EntrySelector.PathOf(Item)), Printable.Of(string.Join(", ", Names))];

        public JsonObject ToJson() => new()
        {
            ["id"] = $"{Item.SecretId}",
            ["title"] = Item.Name,
            ["folder"] = string.Join('/', Item.Folder),
            ["names"] = new JsonArray([.. Names.Select(name => (JsonNode)name)]),
        };
    }
}
