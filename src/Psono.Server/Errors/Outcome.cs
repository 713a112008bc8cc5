using Psono.Server.Http;

namespace Psono.Server.Errors;

/// <summary>What a store did, or the refusal to answer: <c>return outcome.Refusal ?? Answer.Ok(… outcome.Value …)</c>.</summary>
internal readonly struct Outcome<T>
{
    private Outcome(Answer? refusal, T? value)
    {
        Refusal = refusal;
        Value = value;
    }

    public Answer? Refusal { get; }

    /// <summary>Meaningful only without a refusal.</summary>
    public T? Value { get; }

    public static implicit operator Outcome<T>(Answer refusal) => new(refusal, default);

    public static implicit operator Outcome<T>(T value) => new(null, value);
}
