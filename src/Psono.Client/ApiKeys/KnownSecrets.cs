using Psono.Protocol.ApiKeys;

namespace Psono.Client.ApiKeys;

/// <summary>What is known of one API key of one server: what it may read, and which versions it has seen of anything.</summary>
internal class KnownSecrets
{
    private const int MaxTags = 16;

    /// <summary>The ids of what the key may read; null if that was never asked.</summary>
    public IReadOnlyList<Guid>? Granted { get; set; }

    public Dictionary<Guid, KnownSecret> Secrets { get; } = [];

    /// <summary>Outlives the secrets: what was taken away and comes back must not come back older.</summary>
    public Dictionary<Guid, SeenVersions> Seen { get; } = [];

    /// <summary>Entity tags by what was selected. All of them stand for exactly the secrets that are here.</summary>
    public Dictionary<string, string> Tags { get; } = [];

    /// <summary>Whether something was taken away since it was read from the file.</summary>
    public bool HasLost { get; private set; }

    /// <summary>The secrets of a selection in its order, or those of the key ordered by id; null if one is missing.</summary>
    public IReadOnlyList<OpenableSecret>? Select(IReadOnlyList<Guid>? secretIds) =>
        (secretIds?.Distinct() ?? Granted?.Order()) is { } ids && ids.ToList() is var wanted && wanted.TrueForAll(Secrets.ContainsKey)
            ? wanted.ConvertAll(id => Secrets[id].Secret)
            : null;

    /// <summary>The entity tag to ask with; null if something of what it stands for is not here.</summary>
    public string? TagOf(IReadOnlyList<Guid>? secretIds) =>
        Select(secretIds) is not null && Tags.TryGetValue(Selection(secretIds), out var tag) ? tag : null;

    /// <summary>A secret that the server lists with the version that is here.</summary>
    public OpenableSecret? Find(InspectedSecret inspected) =>
        inspected.WriteDate is not null
        && Secrets.TryGetValue(inspected.SecretId, out var known)
        && known.Secret.WriteDate == inspected.WriteDate
            ? known.Secret
            : null;

    /// <summary>What the server no longer lists is not kept.</summary>
    public void Grant(IReadOnlyList<Guid> granted)
    {
        if (Granted?.Order().SequenceEqual(granted.Order()) != true)
        {
            Tags.Clear();
            HasLost |= Granted is not null;
        }

        Granted = granted;
        foreach (var id in Secrets.Keys.Except(granted).ToList())
            Drop(id);
    }

    public void Drop(Guid id)
    {
        if (!Secrets.Remove(id))
            return;
        Tags.Clear();
        HasLost = true;
    }

    public void DropAll()
    {
        HasLost |= Granted is not null || Secrets.Count > 0;
        Granted = null;
        Secrets.Clear();
        Tags.Clear();
    }

    /// <exception cref="PsonoApiException">The server would have to have gone back in time to answer with this.</exception>
    public void RefuseRollback(OpenableSecret secret)
    {
        if (Seen.TryGetValue(secret.Id, out var seen) && seen.ShowRollback(secret.Version))
        {
            throw new PsonoApiException(
                PsonoFailure.Rollback, $"the server answers with a version of secret {secret.Id} that is older than one it sent before");
        }
    }

    /// <summary>Whether this is the version that is here.</summary>
    public bool Has(OpenableSecret secret) =>
        Secrets.TryGetValue(secret.Id, out var known)
        && (known.Secret == secret
            || (known.Secret.GetType() != secret.GetType() && known.Secret.Version == secret.Version));

    /// <summary>Takes over what the server has just answered, which was opened and found to be no rollback.</summary>
    /// <returns>The secrets that have had more versions than are remembered, and now another one.</returns>
    public IReadOnlyList<Guid> Confirm(IReadOnlyList<OpenableSecret> secrets, DateTimeOffset now)
    {
        List<Guid> full = [];
        foreach (var secret in secrets)
        {
            if (!Has(secret))
                Tags.Clear();
            Secrets[secret.Id] = new KnownSecret { Secret = secret, ConfirmedAt = now };
            var versions = Seen.TryGetValue(secret.Id, out var seen) ? seen.Then(secret.Version) : SeenVersions.First(secret.Version);
            if (seen is { IsFull: true } && versions.Newest != seen.Newest)
                full.Add(secret.Id);
            Seen[secret.Id] = versions;
        }

        return full;
    }

    public void Tag(IReadOnlyList<Guid>? secretIds, string? tag)
    {
        if (tag is null)
            return;
        if (Tags.Count >= MaxTags)
            Tags.Clear();
        Tags[Selection(secretIds)] = tag;
    }

    private static string Selection(IReadOnlyList<Guid>? secretIds) =>
        secretIds is null ? "all" : string.Join(' ', secretIds.Distinct().Order());
}
