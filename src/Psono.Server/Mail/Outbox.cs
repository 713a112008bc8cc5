using Psono.Server.Configuration;

namespace Psono.Server.Mail;

// docs/decisions/0073
/// <summary>
/// Mails that nobody waits for. They are sent at once and, while the mail server is away, again after a while. Those that could not be sent
/// when this server stops are lost.
/// </summary>
internal sealed partial class Outbox(ServerOptions options, TimeProvider clock, ILogger<Outbox> logger)
    : IHostedService, IDisposable
{
    /// <summary>The most that wait at a time.</summary>
    public const int Capacity = 1000;

    /// <summary>Of one account: it takes no place from others.</summary>
    public const int CapacityOfUser = 20;

    /// <summary>How long a server that stops still tries.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20)];

    private readonly SemaphoreSlim _connections = new(2);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<Guid, int> _waiting = [];
    private int _count;

    public Mailer Mailer { get; } = new(options, clock);

    /// <summary>Nobody waits for it, and without a mail server nothing happens.</summary>
    /// <param name="userId">Whom it is about, for the log.</param>
    /// <param name="to">The address as it is now: who changes it afterwards does not keep this mail from its owner.</param>
    /// <param name="letter">What it says.</param>
    /// <param name="reader">To whom.</param>
    public void Post(Guid userId, string to, Letter letter, MailReader reader)
    {
        if (!options.SendsEmail)
            return;
        if (TakePlace(userId))
            _ = DeliverAsync(userId, to, letter, letter.For(reader));
        else
            Log.Full(logger, letter.GetType().Name, userId);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last request is answered.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => FinishAsync(LastMoment);

    /// <summary>Tries once more what waits.</summary>
    public async Task FinishAsync(TimeSpan patience)
    {
        await _stopping.CancelAsync();
        _over.CancelAfter(patience);
        lock (_waiting)
        {
            if (_count == 0)
                return;
        }

        await _empty.Task;
    }

    public void Dispose()
    {
        _connections.Dispose();
        _stopping.Dispose();
        _over.Dispose();
    }

    private async Task DeliverAsync(Guid userId, string to, Letter letter, MailText text)
    {
        // Whoever posts does not even wait for the first step.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            for (var tries = 0; await TryAsync(to, text) is { } failure; tries++)
            {
                if (!failure.MayPass || tries == Pauses.Length || _stopping.IsCancellationRequested)
                {
                    Log.Failed(logger, letter.GetType().Name, userId, failure.Message);
                    return;
                }

                await Task.Delay(Pauses[tries], clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (OperationCanceledException)
        {
            Log.Failed(logger, letter.GetType().Name, userId, "this server stops");
        }
#pragma warning disable CA1031 // Nothing waits for this task: what is not caught here is lost.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(logger, letter.GetType().Name, userId, e.GetType().Name);
        }
        finally
        {
            LeavePlace(userId);
        }
    }

    /// <summary>Null: it is sent.</summary>
    private async Task<MailException?> TryAsync(string to, MailText text)
    {
        await _connections.WaitAsync(_over.Token);
        try
        {
            await Mailer.SendAsync(to, text, _over.Token);
            return null;
        }
        catch (MailException e)
        {
            return e;
        }
        finally
        {
            _connections.Release();
        }
    }

    private bool TakePlace(Guid userId)
    {
        lock (_waiting)
        {
            var ofUser = _waiting.GetValueOrDefault(userId);
            if (_count == Capacity || ofUser == CapacityOfUser)
                return false;
            _waiting[userId] = ofUser + 1;
            _count++;
            return true;
        }
    }

    private void LeavePlace(Guid userId)
    {
        lock (_waiting)
        {
            if (--_waiting[userId] == 0)
                _waiting.Remove(userId);
            if (--_count == 0 && _stopping.IsCancellationRequested)
                _empty.TrySetResult();
        }
    }

    private static partial class Log
    {
        // Without the address.
        [LoggerMessage(1, LogLevel.Warning, "{Letter} to user {UserId} could not be sent: {Reason}")]
        public static partial void Failed(ILogger logger, string letter, Guid userId, string reason);

        [LoggerMessage(2, LogLevel.Warning, "{Letter} to user {UserId} is not sent: too many mails wait for the mail server")]
        public static partial void Full(ILogger logger, string letter, Guid userId);
    }
}
