using Psono.Client;
using Psono.Protocol.Secrets;
using static Psono.Web.Secrets.EditingState;

namespace Psono.Web.Secrets;

// docs/decisions/0006
/// <summary>
/// Shows and changes one secret. Saved is what was typed, into the version that was read; what others wrote since is shown first, and never
/// overwritten unseen. A save that fails leaves what was typed as it was.
/// </summary>
/// <param name="read">Reads the secret.</param>
/// <param name="tryWrite">Stores a content if nobody wrote since the given date, and tells whether it did.</param>
internal sealed class SecretEditing(
    Func<CancellationToken, Task<SecretVersion>> read, Func<SecretContent, string?, CancellationToken, Task<bool>> tryWrite)
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

    /// <summary>Stores what was typed. If another client wrote since it was read, that is the state afterwards.</summary>
    /// <returns>Whether it is stored: then it is to be read again.</returns>
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
            var mine = Apply(before.Draft, before.Version.Content);
            var isStored = await tryWrite(mine, before.Version.WriteDate, cancellationToken);
            EditingState after = isStored
                ? new Saved(new SecretVersion(mine, WriteDate: null), before.Draft)
                : Compare(before, await read(cancellationToken));
            if (ReferenceEquals(State, saving))
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

    private void Show(SecretVersion version) => State = new Shown(version, DraftOf(version));

    private static Conflict Compare(EditingState mine, SecretVersion theirs)
    {
        var started = mine is Conflict earlier ? earlier.Started : mine.Version.Content;
        var theirChanges = SecretDifference.Between(started, theirs.Content);
        var myChanges = SecretDifference.Between(started, Apply(mine.Draft, started));
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
