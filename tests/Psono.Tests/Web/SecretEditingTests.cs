using Psono.Client;
using Psono.Protocol.Secrets;
using Psono.Web.Secrets;
using static Psono.Web.Secrets.EditingState;

namespace Psono.Tests.Web;

/// <summary>What was typed into the form of a secret, from the first key to the store, without a browser.</summary>
public sealed class SecretEditingTests
{
    private readonly EditedSecret _secret = new();

    [Fact]
    public void Nothing_is_shown_before_it_is_read()
    {
        var editing = _secret.Open();

        Assert.Null(editing.State);
        Assert.False(editing.IsTyping);
        editing.Edit();
        editing.Cancel();
        Assert.Null(editing.State);
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_shown()
    {
        var editing = _secret.Open();
        _secret.Failure = Unreachable();

        await Assert.ThrowsAsync<PsonoApiException>(() => editing.ReadAsync(CancellationToken.None));
        Assert.Null(editing.State);
    }

    [Fact]
    public async Task What_is_no_secret_of_its_type_is_not_shown()
    {
        var broken = SecretContent.Parse("""{"environment_variables_title":"x","environment_variables_variables":["y"]}"""u8)!;
        var editing = new SecretEditing(_ => Task.FromResult(new SecretVersion(broken, null)), (_, _, _) => throw Unreachable());

        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => editing.ReadAsync(CancellationToken.None));
        Assert.Equal(PsonoFailure.InvalidContent, failure.Failure);
        Assert.Null(editing.State);
    }

    [Fact]
    public async Task What_was_read_is_shown_and_can_be_edited()
    {
        var editing = await _secret.ShowAsync();
        var shown = Assert.IsType<Shown>(editing.State);
        Assert.Equal(("host=db1 user=alice", "version 0"), (EditedSecret.Text(shown.Draft), shown.Version.WriteDate));
        Assert.False(editing.IsTyping);

        editing.Edit();
        Assert.IsType<Editing>(editing.State);
        Assert.True(editing.IsTyping);
        Assert.False(editing.IsUnsaved);
    }

    [Fact]
    public async Task Something_is_lost_only_if_something_was_typed()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        Assert.True(editing.IsUnsaved);

        EditedSecret.Type(editing, "host", "db1");
        Assert.False(editing.IsUnsaved);
    }

    [Fact]
    public async Task What_was_typed_is_stored_and_shown_without_reading_it_again()
    {
        var editing = await _secret.TypeAsync("host", "db2");

        Assert.True(await editing.SaveAsync(CancellationToken.None));
        Assert.Equal("host=db2 user=alice", _secret.Variables);
        var shown = Assert.IsType<Shown>(editing.State);
        Assert.Equal(("host=db2 user=alice", "version 1"), (EditedSecret.Text(shown.Version.Content), shown.Version.WriteDate));
        Assert.False(editing.IsUnsaved);
        Assert.Null(editing.Keep("/secrets/1"));
        Assert.Equal((1, 1), (_secret.Reads, _secret.Saves));
    }

    [Fact]
    public async Task What_was_stored_can_be_edited_at_once()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        await editing.SaveAsync(CancellationToken.None);
        editing.Edit();
        EditedSecret.Type(editing, "user", "bob");

        Assert.True(await editing.SaveAsync(CancellationToken.None));
        Assert.Equal("host=db2 user=bob", _secret.Variables);
    }

    [Fact]
    public async Task What_arrived_although_nobody_learned_of_it_is_not_somebody_elses()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        _secret.LosesAnswer = true;
        await Assert.ThrowsAsync<PsonoApiException>(() => editing.SaveAsync(CancellationToken.None));

        Assert.True(await editing.SaveAsync(CancellationToken.None));
        Assert.Equal("version 1", Assert.IsType<Shown>(editing.State).Version.WriteDate);
    }

    [Fact]
    public async Task What_arrived_before_others_wrote_is_not_told_as_theirs()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        _secret.LosesAnswer = true;
        await Assert.ThrowsAsync<PsonoApiException>(() => editing.SaveAsync(CancellationToken.None));
        _secret.Change("user", "bob");

        Assert.False(await editing.SaveAsync(CancellationToken.None));
        var conflict = Assert.IsType<Conflict>(editing.State);
        Assert.Equal([new SecretDifference("user", "alice", "bob")], conflict.Theirs);
        Assert.Empty(conflict.Both);
    }

    [Fact]
    public async Task Who_changed_a_part_of_the_very_same_is_no_conflict()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        EditedSecret.Type(editing, "user", "bob");
        _secret.Change("host", "db2");

        Assert.True(await editing.SaveAsync(CancellationToken.None));
        Assert.Equal("host=db2 user=bob", _secret.Variables);
    }

    [Fact]
    public async Task What_is_only_shown_is_not_saved()
    {
        var editing = await _secret.ShowAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => editing.SaveAsync(CancellationToken.None));
        Assert.IsType<Shown>(editing.State);
    }

    [Fact]
    public async Task What_is_on_its_way_is_not_sent_twice()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        var answer = Hold();
        var save = editing.SaveAsync(CancellationToken.None);
        Assert.IsType<Saving>(editing.State);
        Assert.True(editing.IsUnsaved);

        await Assert.ThrowsAsync<InvalidOperationException>(() => editing.SaveAsync(CancellationToken.None));
        editing.Edit();
        Assert.IsType<Saving>(editing.State);
        answer.SetResult();
        Assert.True(await save);
    }

    [Fact]
    public async Task A_failure_leaves_what_was_typed()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        _secret.Failure = Unreachable();

        await Assert.ThrowsAsync<PsonoApiException>(() => editing.SaveAsync(CancellationToken.None));
        Assert.Equal("host=db2 user=alice", EditedSecret.Text(Assert.IsType<Editing>(editing.State).Draft));
        Assert.Equal("host=db1 user=alice", _secret.Variables);

        Assert.True(await editing.SaveAsync(CancellationToken.None));
        Assert.Equal("host=db2 user=alice", _secret.Variables);
    }

    [Fact]
    public async Task A_failure_in_a_conflict_leaves_the_conflict()
    {
        var editing = await ConflictAsync();
        var conflict = editing.State;
        _secret.Failure = Unreachable();

        await Assert.ThrowsAsync<PsonoApiException>(() => editing.SaveAsync(CancellationToken.None));
        Assert.Same(conflict, editing.State);
    }

    [Fact]
    public async Task What_is_given_up_is_as_it_was_read()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        editing.Cancel();

        Assert.Equal("host=db1 user=alice", EditedSecret.Text(Assert.IsType<Shown>(editing.State).Draft));
        Assert.Equal("host=db1 user=alice", _secret.Variables);
    }

    [Fact]
    public async Task What_others_wrote_is_told_and_not_overwritten()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        _secret.Change("host", "db3");
        _secret.Change("user", "bob");

        Assert.False(await editing.SaveAsync(CancellationToken.None));
        var conflict = Assert.IsType<Conflict>(editing.State);
        Assert.Equal([new("host", "db1", "db3"), new("user", "alice", "bob")], conflict.Theirs);
        Assert.Equal(["host"], conflict.Both);
        Assert.Equal("host=db2 user=alice", EditedSecret.Text(conflict.Draft));
        Assert.Equal("host=db3 user=bob", _secret.Variables);
        Assert.True(editing.IsUnsaved);
    }

    [Fact]
    public async Task In_a_conflict_mine_is_put_on_top_of_theirs()
    {
        var editing = await ConflictAsync();

        Assert.True(await editing.SaveAsync(CancellationToken.None));
        Assert.Equal("host=db2 user=bob", _secret.Variables);
        Assert.IsType<Shown>(editing.State);
    }

    [Fact]
    public async Task In_a_conflict_theirs_is_taken_and_mine_is_gone()
    {
        var editing = await ConflictAsync();
        await editing.ReadAsync(CancellationToken.None);

        var shown = Assert.IsType<Shown>(editing.State);
        Assert.Equal(("host=db1 user=bob", "version 1"), (EditedSecret.Text(shown.Draft), shown.Version.WriteDate));
        Assert.Equal("host=db1 user=bob", _secret.Variables);
        Assert.False(editing.IsUnsaved);
    }

    [Fact]
    public async Task In_a_conflict_that_is_given_up_theirs_is_shown()
    {
        var editing = await ConflictAsync();
        editing.Cancel();

        Assert.Equal("host=db1 user=bob", EditedSecret.Text(Assert.IsType<Shown>(editing.State).Draft));
    }

    [Fact]
    public async Task Who_writes_during_a_conflict_makes_another_that_tells_everything()
    {
        var editing = await ConflictAsync();
        _secret.Change("host", "db3");

        Assert.False(await editing.SaveAsync(CancellationToken.None));
        var conflict = Assert.IsType<Conflict>(editing.State);
        Assert.Equal([new("host", "db1", "db3"), new("user", "alice", "bob")], conflict.Theirs);
        Assert.Equal(["host"], conflict.Both);
        Assert.True(await editing.SaveAsync(CancellationToken.None));
        Assert.Equal("host=db2 user=bob", _secret.Variables);
    }

    [Fact]
    public async Task Who_gives_up_during_a_save_that_arrives_is_not_led_back_to_the_form()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        var answer = Hold();
        var save = editing.SaveAsync(CancellationToken.None);
        editing.Cancel();
        answer.SetResult();

        Assert.True(await save);
        Assert.Equal("host=db2 user=alice", EditedSecret.Text(Assert.IsType<Shown>(editing.State).Draft));
    }

    [Fact]
    public async Task Who_types_again_during_a_save_that_arrives_goes_on_typing()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        var answer = Hold();
        var save = editing.SaveAsync(CancellationToken.None);
        editing.Cancel();
        editing.Edit();
        EditedSecret.Type(editing, "host", "db3");
        answer.SetResult();

        Assert.True(await save);
        Assert.Equal("host=db3 user=alice", EditedSecret.Text(Assert.IsType<Editing>(editing.State).Draft));
    }

    [Fact]
    public async Task Who_gives_up_during_a_save_that_meets_a_conflict_is_not_told_of_it()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        _secret.Change("user", "bob");
        var answer = Hold();
        var save = editing.SaveAsync(CancellationToken.None);
        editing.Cancel();
        answer.SetResult();

        Assert.False(await save);
        Assert.IsType<Shown>(editing.State);
        Assert.Equal("host=db1 user=bob", _secret.Variables);
    }

    [Fact]
    public async Task Who_gives_up_during_a_save_that_fails_stays_without_a_form()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        var answer = Hold();
        var save = editing.SaveAsync(CancellationToken.None);
        editing.Cancel();
        _secret.Failure = Unreachable();
        answer.SetResult();

        await Assert.ThrowsAsync<PsonoApiException>(() => save);
        Assert.IsType<Shown>(editing.State);
    }

    [Fact]
    public async Task A_draft_is_kept_only_if_something_was_typed()
    {
        var editing = await _secret.ShowAsync();
        Assert.Null(editing.Keep("/secrets/1"));
        editing.Edit();
        Assert.Null(editing.Keep("/secrets/1"));
        EditedSecret.Type(editing, "host", "db2");
        Assert.NotNull(editing.Keep("/secrets/1"));
    }

    [Fact]
    public async Task A_draft_is_kept_while_it_is_on_its_way()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        var answer = Hold();
        var save = editing.SaveAsync(CancellationToken.None);

        Assert.Equal("host=db2 user=alice", EditedSecret.Text(editing.Keep("/secrets/1")!.Typed));
        answer.SetResult();
        await save;
    }

    [Fact]
    public async Task A_kept_draft_goes_on_where_it_was()
    {
        var kept = Keep(await _secret.TypeAsync("host", "db2"));
        var editing = await _secret.ShowAsync();
        editing.Restore(kept);

        Assert.Equal("host=db2 user=alice", EditedSecret.Text(Assert.IsType<Editing>(editing.State).Draft));
        Assert.True(editing.IsUnsaved);
        Assert.True(await editing.SaveAsync(CancellationToken.None));
        Assert.Equal("host=db2 user=alice", _secret.Variables);
    }

    [Fact]
    public async Task A_kept_draft_is_compared_with_what_was_read_before_it()
    {
        var kept = Keep(await _secret.TypeAsync("host", "db2"));
        _secret.Change("user", "bob");
        var editing = await _secret.ShowAsync();
        editing.Restore(kept);
        Assert.Equal(("version 0", "host=db2 user=alice"), (editing.State!.Version.WriteDate, EditedSecret.Text(editing.State.Draft)));

        Assert.False(await editing.SaveAsync(CancellationToken.None));
        Assert.Equal([new SecretDifference("user", "alice", "bob")], Assert.IsType<Conflict>(editing.State).Theirs);
        Assert.True(await editing.SaveAsync(CancellationToken.None));
        Assert.Equal("host=db2 user=bob", _secret.Variables);
    }

    [Fact]
    public async Task A_draft_that_was_kept_in_a_conflict_goes_on_top_of_theirs()
    {
        var kept = Keep(await ConflictAsync());
        var editing = await _secret.ShowAsync();
        editing.Restore(kept);

        Assert.Equal("host=db2 user=bob", EditedSecret.Text(Assert.IsType<Editing>(editing.State).Draft));
        Assert.True(await editing.SaveAsync(CancellationToken.None));
        Assert.Equal("host=db2 user=bob", _secret.Variables);
    }

    [Fact]
    public async Task A_draft_of_a_new_secret_is_none_of_this_one()
    {
        var editing = await _secret.ShowAsync();
        editing.Restore(new KeptDraft("/secrets/1", SecretContent.NewEnvironmentVariables("new", [])));

        Assert.IsType<Shown>(editing.State);
    }

    private static PsonoApiException Unreachable() => new(PsonoFailure.Unreachable, "the server cannot be reached");

    /// <summary>As it comes out of its seal, after the next login.</summary>
    private static KeptDraft Keep(SecretEditing editing) => KeptDraft.Parse("/secrets/1", editing.Keep("/secrets/1")!.ToUtf8())!;

    /// <summary>Requests wait until it is set.</summary>
    private TaskCompletionSource Hold()
    {
        var answer = new TaskCompletionSource();
        _secret.Waiting = answer.Task;
        return answer;
    }

    /// <summary>I typed another host, and somebody else wrote another user.</summary>
    private async Task<SecretEditing> ConflictAsync()
    {
        var editing = await _secret.TypeAsync("host", "db2");
        _secret.Change("user", "bob");
        await editing.SaveAsync(CancellationToken.None);
        return editing;
    }
}
