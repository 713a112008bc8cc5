using Psono.Client.Vault;
using Psono.Protocol.Datastores;
using Psono.Web.Services;

namespace Psono.Web.Secrets;

/// <summary>The entries of the open vault, read once, and then as this tab changes it. It is forgotten when the vault is closed.</summary>
internal sealed class EntryList
{
    private readonly CurrentSession _session;
    private DatastoreTree? _tree;
    private IReadOnlyList<DatastoreTree> _shares = [];

    public EntryList(CurrentSession session)
    {
        _session = session;
        session.Changed += ForgetIfClosed;
    }

    /// <summary>What was searched for last: coming back from an entry shows the same list.</summary>
    public string Search { get; set; } = "";

    public bool ShowsTrash { get; set; }

    public double ScrolledTo { get; set; }

    public IReadOnlyList<Entry> All { get; private set; } = [];

    public IReadOnlyList<IReadOnlyList<string>> Folders { get; private set; } = [];

    /// <summary>What is in no folder; null until it is known.</summary>
    public IReadOnlyList<UnfiledSecret>? Unfiled { get; private set; }

    /// <summary>How many shares are not shown: their right was taken back, or they do not open.</summary>
    public int UnreadableShares { get; private set; }

    public bool IsLoaded => _tree is not null;

    /// <exception cref="Psono.Client.PsonoApiException">The datastore could not be read.</exception>
    public async Task LoadAsync(bool again, CancellationToken cancellationToken)
    {
        if (_tree is not null && !again)
            return;
        Show(await _session.Vault.Datastore.ReadAsync(cancellationToken));
    }

    /// <summary>What others share comes after one's own: it may be much, or of a server that cannot tell it.</summary>
    /// <exception cref="Psono.Client.PsonoApiException">The server cannot be reached.</exception>
    public async Task LoadSharesAsync(CancellationToken cancellationToken)
    {
        if (_tree is not { } tree || (tree.Shares == 0 && _shares.Count == 0))
            return;
        (_shares, UnreadableShares) = await _session.Vault.Shares.ReadAsync(tree, cancellationToken);
        Show(_tree);
    }

    /// <summary>Takes what this tab has written itself: nothing is read again.</summary>
    public void Refresh()
    {
        if (_session.State == SessionState.Open && _session.Vault.Datastore.Latest is { } tree && tree != _tree)
            Show(tree);
    }

    /// <summary>Once, because it is rare.</summary>
    /// <exception cref="Psono.Client.PsonoApiException">A request failed.</exception>
    public async Task LoadUnfiledAsync(bool again, CancellationToken cancellationToken)
    {
        await LoadAsync(again: false, cancellationToken);
        if (Unfiled is null || again)
            Unfiled = await _session.Vault.Unfiled.ListAsync(_tree!, cancellationToken);
    }

    /// <summary>One's own before what others share under the same id.</summary>
    public Entry? Find(Guid id) => All.Where(entry => entry.Id == id).MinBy(entry => entry.IsShared);

    private void Show(DatastoreTree tree)
    {
        _tree = tree;
        // An item that is a share is shown with its content, if that can be read. One's own stay whatever ids others choose.
        var shared = _shares.SelectMany(share => share.Items).Select(item => new Entry(item, isShared: true)).ToList();
        var ids = shared.Select(entry => entry.Id).ToHashSet();
        All = [.. tree.Items.Select(item => new Entry(item)).Where(entry => entry.HasSecret || !ids.Contains(entry.Id)).Concat(shared)
            .OrderBy(entry => entry.Folder, StringComparer.OrdinalIgnoreCase)
            .ThenBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)];
        Folders = [.. tree.Folders];
    }

    private void ForgetIfClosed()
    {
        if (_session.State == SessionState.Open)
            return;
        _tree = null;
        (_shares, UnreadableShares) = ([], 0);
        Unfiled = null;
        All = [];
        Folders = [];
        Search = "";
        ShowsTrash = false;
        ScrolledTo = 0;
    }
}
