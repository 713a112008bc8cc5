namespace Psono.Server.Data;

// docs/decisions/0077
/// <summary>
/// Lets requests that ask the same kind of question share a statement where many come at once: what comes while one is under way is
/// asked together afterwards. No answer is older than its question, and nobody waits for company.
/// </summary>
/// <param name="database">Where a statement costs more than what it reads.</param>
/// <param name="read">Answers several questions with one statement. What has no answer is left out.</param>
internal sealed class SharedReads<TKey, TValue>(
    PostgresDatabase database, Func<DbScope, IReadOnlyList<TKey>, Task<Dictionary<TKey, TValue>>> read)
    where TKey : notnull
    where TValue : class
{
    /// <summary>Enough that one that hangs does not stop the others.</summary>
    private const int MostStatements = 16;

    private const int MostTogether = 64;

    /// <summary>What takes longer than the statements of a busy server: something hangs, or the way is long. The next one does not wait for
    /// it.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(PostgresDatabase.ReadSeconds);

    private readonly Lock _lock = new();
    private readonly Queue<Question> _questions = new();
    private int _statements;
    private long _lastBegun;

    /// <exception cref="DatabaseAwayException">The database cannot be used.</exception>
    public Task<TValue?> GetAsync(TKey key) => database.Outage.RideOutAsync(() => AskAsync(key), isWrite: false);

    private async Task<TValue?> AskAsync(TKey key)
    {
        if (Enqueue(key) is { } question)
            return await WaitAsync(question);
        try
        {
            return (await ReadAsync([key])).GetValueOrDefault(key);
        }
        finally
        {
            _ = AnswerOthersAsync();
        }
    }

    /// <summary>Null: it need not wait.</summary>
    private Question? Enqueue(TKey key)
    {
        lock (_lock)
        {
            if (_statements == 0 || (_statements < MostStatements && TimeProvider.System.GetElapsedTime(_lastBegun) >= Slow))
            {
                _statements++;
                _lastBegun = TimeProvider.System.GetTimestamp();
                return null;
            }

            var question = new Question(key);
            _questions.Enqueue(question);
            return question;
        }
    }

    private static async Task<TValue?> WaitAsync(Question question)
    {
        try
        {
            return await question.Answer.Task.WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            throw DatabaseAwayException.From(e)!;
        }
    }

    private async Task AnswerOthersAsync()
    {
        while (Dequeue() is { Count: > 0 } questions)
        {
            try
            {
                var answers = await ReadAsync([.. questions.Select(question => question.Key).Distinct()]);
                foreach (var question in questions)
                    question.Answer.SetResult(answers.GetValueOrDefault(question.Key));
            }
#pragma warning disable CA1031 // Theirs, whatever it is.
            catch (Exception e)
#pragma warning restore CA1031
            {
                foreach (var question in questions)
                    question.Answer.SetException(e);
            }
        }
    }

    private Task<Dictionary<TKey, TValue>> ReadAsync(IReadOnlyList<TKey> keys) => database.StatementOnceAsync(db => read(db, keys));

    private List<Question> Dequeue()
    {
        lock (_lock)
        {
            var questions = new List<Question>(Math.Min(_questions.Count, MostTogether));
            while (questions.Count < MostTogether && _questions.TryDequeue(out var question))
                questions.Add(question);
            if (questions.Count == 0)
                _statements--;
            else
                _lastBegun = TimeProvider.System.GetTimestamp();
            return questions;
        }
    }

    private sealed record Question(TKey Key)
    {
        public TaskCompletionSource<TValue?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
