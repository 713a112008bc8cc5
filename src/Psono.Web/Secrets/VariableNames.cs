using Psono.Protocol.Datastores;
using Psono.Web.Services;

namespace Psono.Web.Secrets;

/// <summary>
/// The names of the variables of the open vault, for the search: read when somebody searches, and again for secrets that this tab has
/// changed. They are forgotten when the vault is closed.
/// </summary>
internal sealed class VariableNames
{
    private readonly CurrentSession _session;
    private readonly Dictionary<Guid, IReadOnlyList<string>> _names = [];
    private readonly HashSet<Guid> _read = [];

    public VariableNames(CurrentSession session)
    {
        _session = session;
        session.Changed += ForgetIfClosed;
    }

    public IReadOnlyList<string> Of(Guid? secretId) => secretId is { } id ? _names.GetValueOrDefault(id, []) : [];

    /// <summary>Reads those that are not known yet, with few requests.</summary>
    /// <exception cref="Psono.Client.PsonoApiException">A request failed.</exception>
    public async Task LoadAsync(IEnumerable<DatastoreItem> items, CancellationToken cancellationToken)
    {
        var unknown = items.Where(item => item.SecretId is { } id && !_read.Contains(id)).ToList();
        if (unknown.Count == 0)
            return;
        var names = await _session.Vault.Secrets.ReadVariableNamesAsync(unknown, cancellationToken);
        _read.UnionWith(unknown.Select(item => item.SecretId!.Value));
        foreach (var (id, found) in names)
            _names[id] = found;
    }

    /// <summary>Others may have changed them.</summary>
    public void Forget()
    {
        _names.Clear();
        _read.Clear();
    }

    public void Forget(Guid? secretId)
    {
        if (secretId is { } id)
            _read.Remove(id);
    }

    private void ForgetIfClosed()
    {
        if (_session.State != SessionState.Open)
            Forget();
    }
}
