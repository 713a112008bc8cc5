using Psono.Client;
using Psono.Client.Vault;
using Psono.Protocol.Secrets;
using Psono.Web.Secrets;

namespace Psono.Tests.Web;

/// <summary>A secret of two variables as the server has it, for a page and for others who write.</summary>
internal sealed class EditedSecret
{
    private SecretContent _content = SecretContent.NewEnvironmentVariables("database", [new("host", "db1"), new("user", "alice")]);
    private int _version;

    /// <summary>The variables that are stored: <c>host=db1 user=alice</c>.</summary>
    public string Variables => Text(_content);

    public string WriteDate => $"version {_version}";

    /// <summary>What the next request ends with, instead of an answer.</summary>
    public PsonoApiException? Failure { get; set; }

    /// <summary>The next save arrives, but nobody learns of it.</summary>
    public bool LosesAnswer { get; set; }

    public int Saves { get; private set; }

    public int Reads { get; private set; }

    /// <summary>Requests wait for it.</summary>
    public Task Waiting { get; set; } = Task.CompletedTask;

    public SecretEditing Open() => new(ReadAsync, SaveAsync);

    public async Task<SecretEditing> ShowAsync()
    {
        var editing = Open();
        await editing.ReadAsync(CancellationToken.None);
        return editing;
    }

    /// <summary>A form into which a value was typed.</summary>
    public async Task<SecretEditing> TypeAsync(string name, string value)
    {
        var editing = await ShowAsync();
        editing.Edit();
        Type(editing, name, value);
        return editing;
    }

    public static void Type(SecretEditing editing, string name, string value) =>
        editing.State!.Draft.Variables.Single(row => row.Key == name).Value = value;

    /// <summary>What somebody else writes.</summary>
    public void Change(string name, string value)
    {
        _content = Copy(_content);
        _content.SetVariable(name, value);
        _version++;
    }

    public static string Text(SecretContent content) =>
        string.Join(' ', content.GetVariables().Select(variable => $"{variable.Key}={variable.Value}"));

    /// <summary>What a form or a view has.</summary>
    public static string Text(SecretDraft draft) => string.Join(' ', draft.Variables.Select(row => $"{row.Key}={row.Value}"));

    private async Task<SecretVersion> ReadAsync(CancellationToken cancellationToken)
    {
        Reads++;
        await AnswerAsync();
        return new SecretVersion(Copy(_content), WriteDate);
    }

    private async Task<SecretSave> SaveAsync(SecretContent content, SecretVersion before, CancellationToken cancellationToken)
    {
        Saves++;
        await AnswerAsync();
        var isStored = before.WriteDate == WriteDate;
        if (isStored)
        {
            _content = Copy(content);
            _version++;
        }

        if (LosesAnswer)
        {
            LosesAnswer = false;
            throw new PsonoApiException(PsonoFailure.Unreachable, "the connection was closed");
        }

        var isSame = _content.ToUtf8().AsSpan().SequenceEqual(content.ToUtf8());
        return new SecretSave(isStored || isSame, Copy(_content), WriteDate);
    }

    private async Task AnswerAsync()
    {
        await Waiting;
        if (Failure is not { } failure)
            return;
        Failure = null;
        throw failure;
    }

    private static SecretContent Copy(SecretContent content) => SecretContent.Parse(content.ToUtf8())!;
}
