namespace Psono.Web.Services;

/// <summary>Asks once before something is done that cannot be undone.</summary>
internal sealed class Confirmation
{
    private TaskCompletionSource<bool>? _answer;

    public event Action? Changed;

    public Question? Open { get; private set; }

    /// <param name="title">What is about to happen, as a question.</param>
    /// <param name="loss">What will be lost.</param>
    /// <param name="action">The label of the button that does it.</param>
    public Task<bool> AskAsync(string title, string loss, string action)
    {
        _answer?.TrySetResult(false);
        _answer = new TaskCompletionSource<bool>();
        Open = new Question(title, loss, action);
        Changed?.Invoke();
        return _answer.Task;
    }

    public void Answer(bool yes)
    {
        Open = null;
        Changed?.Invoke();
        _answer?.TrySetResult(yes);
    }
}

internal sealed record Question(string Title, string Loss, string Action);
