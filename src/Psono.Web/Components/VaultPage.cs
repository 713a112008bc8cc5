using Microsoft.AspNetCore.Components;
using Psono.Client;
using Psono.Web.Services;

namespace Psono.Web.Components;

/// <summary>
/// What pages that talk to the server have in common: one thing at a time, its failure shown on the page, and a session that the server
/// ended leads back to the login.
/// </summary>
public abstract class VaultPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();

    /// <summary>Gets or sets what went wrong, for <see cref="FailureNotice"/>.</summary>
    protected Exception? Failure { get; set; }

    /// <summary>Gets a value indicating whether something is under way: buttons are disabled, progress is shown.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>Gets a value indicating whether the user has gone elsewhere: then the page leads nowhere and moves no focus.</summary>
    protected bool IsLeft => _left.IsCancellationRequested;

    [Inject]
    private protected CurrentSession Session { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The page is left.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _left.Cancel();
        _left.Dispose();
    }

    /// <summary>Does something that takes a while. Whether it succeeded.</summary>
    protected async Task<bool> RunAsync(Func<CancellationToken, Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (IsBusy)
            return false;
        IsBusy = true;
        Failure = null;
        StateHasChanged();
        try
        {
            await work(_left.Token);
            return true;
        }
        catch (PsonoApiException e) when (e.Failure == PsonoFailure.SessionEnded)
        {
            Session.Finish(SessionEnd.Expired);
        }
        catch (PsonoApiException e)
        {
            Failure = e;
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or InvalidOperationException && IsLeft)
        {
            // Nobody waits for it any more.
        }
        finally
        {
            IsBusy = false;
            if (!IsLeft)
                StateHasChanged();
        }

        return false;
    }
}
