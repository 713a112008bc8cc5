using Psono.Client;
using Psono.Client.Vault;
using Psono.Protocol.Secrets;
using static Psono.Web.Secrets.EditingState;

namespace Psono.Web.Secrets;

// docs/decisions/0006
/// <summary>
/// Shows and changes one secret. Saved is what was typed, into the version that was read; what others wrote since is shown first, and never
/// overwritten unseen. A save that fails leaves what was typed as it was.
/// </summary>
/// <param name="read">Reads the secret.</param>
/// <param name="save">Stores a content if nobody wrote since the given version, and tells what the server has then.</param>
internal sealed class SecretEditing(
    Func<CancellationToken, Task<SecretVersion>> read, Func<SecretContent, SecretVersion, CancellationToken, Task<SecretSave>> save)
{
    /// <summary>Where it stands; null before anything was read.</summary>
    public EditingState? State { get; private set; }

    /// <summary>Whether there is a form.</summary>
    public bool IsTyping => State is Editing or Conflict or Saving;

    /// <summary>Whether something would be lost.</summary>
    public bool IsUnsaved => IsTyping && State!.Draft.IsChanged;

    /// <summary>Shows the secret as it is now: what is being typed is given up, and what others wrote is taken.</summary>
    /// <exception cref="PsonoApiException">It cannot be read.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken) => Show(await read(cancellationToken));

    /// <summary>Somebody begins to type.</summary>
    public void Edit()
    {
        if (State is Shown shown)
            State = new Editing(shown.Version, shown.Draft);
    }

    /// <summary>What was typed is given up. A save that is under way goes on, but nobody waits for it any more.</summary>
    public void Cancel()
    {
        if (IsTyping)
            Show(State!.Version);
    }

    /// <summary>
    /// Stores what was typed, and shows it. If another client changed something else since it was read, that is the state afterwards;
    /// if it changed the very same, there is nothing to tell.
    /// </summary>
    /// <returns>Whether it is stored.</returns>
    /// <exception cref="PsonoApiException">A request failed: what was typed is still there.</exception>
    /// <exception cref="InvalidOperationException">Nobody types, or what was typed is on its way already.</exception>
    public async Task<bool> SaveAsync(CancellationToken cancellationToken)
    {
        if (State is not (Editing or Conflict))
            throw new InvalidOperationException("there is nothing to save");
        var before = State;
        var saving = new Saving(before);
        State = saving;
        try
        {
            var (isStored, after) = await SaveAsync(before, cancellationToken);
            // Who gave the form up meanwhile sees what is stored all the same.
            if (ReferenceEquals(State, saving) || (isStored && State is Shown))
                State = after;
            return isStored;
        }
        finally
        {
            if (ReferenceEquals(State, saving))
                State = before;
        }
    }

    /// <summary>What was typed, to outlive the session; null if nothing was.</summary>
    /// <param name="address">The page of the form.</param>
    public KeptDraft? Keep(string address)
    {
        if (!IsUnsaved)
            return null;
        var (version, draft) = State!;
        return new KeptDraft(address, Apply(draft, version.Content)) { Before = version.Content, WriteDate = version.WriteDate };
    }

    /// <summary>
    /// Goes on with what was kept, as if the secret had not been read again: what others wrote meanwhile is told when it is saved.
    /// </summary>
    public void Restore(KeptDraft kept)
    {
        if (kept.Before is not { } before)
            return;
        var version = new SecretVersion(before, kept.WriteDate);
        var draft = DraftOf(version);
        draft.Fill(kept.Typed);
        State = new Editing(version, draft);
    }

    private async Task<(bool IsStored, EditingState After)> SaveAsync(EditingState mine, CancellationToken cancellationToken)
    {
        for (var version = mine.Version; ;)
        {
            var result = await save(Apply(mine.Draft, version.Content), version, cancellationToken);
            version = new SecretVersion(result.Content, result.WriteDate);
            if (result.IsStored)
                return (true, new Shown(version, DraftOf(version)));
            var conflict = Compare(mine, version);
            if (conflict.Theirs.Count > 0)
                return (false, conflict);
        }
    }

    private void Show(SecretVersion version) => State = new Shown(version, DraftOf(version));

    private static Conflict Compare(EditingState mine, SecretVersion theirs)
    {
        var started = mine is Conflict earlier ? earlier.Started : mine.Version.Content;
        var myChanges = SecretDifference.Between(started, Apply(mine.Draft, started));
        SecretDifference[] theirChanges = [.. SecretDifference.Between(started, theirs.Content).Except(myChanges)];
        string[] both = [.. myChanges.Select(change => change.Name).Intersect(theirChanges.Select(change => change.Name))];
        return new Conflict(theirs, mine.Draft, started, theirChanges, both);
    }

    private static SecretContent Apply(SecretDraft draft, SecretContent version)
    {
        var content = SecretContent.Parse(version.ToUtf8())!;
        draft.ApplyTo(content);
        return content;
    }

    private static SecretDraft DraftOf(SecretVersion version)
    {
        try
        {
            return SecretDraft.Of(version.Content);
        }
        catch (FormatException e)
        {
            throw new PsonoApiException(PsonoFailure.InvalidContent, e.Message);
        }
    }
}
