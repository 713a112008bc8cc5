namespace Psono.Web.Services;

/// <summary>Short news that nobody has to answer, such as "copied". It goes away by itself.</summary>
internal sealed class Toasts(TimeProvider time)
{
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(4);

    private readonly List<Toast> _toasts = [];

    public event Action? Changed;

    public IReadOnlyList<Toast> All => _toasts;

    public void Clear()
    {
        _toasts.Clear();
        Changed?.Invoke();
    }

    public async void Show(string text)
    {
        var toast = new Toast(text);
        _toasts.Add(toast);
        Changed?.Invoke();
        await Task.Delay(Shown, time);
        _toasts.Remove(toast);
        Changed?.Invoke();
    }
}

/// <param name="Text">What it says.</param>
internal sealed record Toast(string Text)
{
    public Guid Id { get; } = Guid.NewGuid();
}
