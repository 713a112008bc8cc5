using Psono.Protocol.Secrets;

namespace Psono.Web.Secrets;

/// <summary>Where the work on a secret stands: in one of these states, each with what belongs to it and nothing else.</summary>
/// <param name="Version">What was read last: what is typed is put into it.</param>
/// <param name="Draft">Its fields, as they are shown or typed.</param>
internal abstract record EditingState(SecretVersion Version, SecretDraft Draft)
{
    /// <summary>Nobody types.</summary>
    public sealed record Shown(SecretVersion Version, SecretDraft Draft) : EditingState(Version, Draft);

    /// <summary>Somebody types.</summary>
    public sealed record Editing(SecretVersion Version, SecretDraft Draft) : EditingState(Version, Draft);

    /// <summary>Somebody else wrote while somebody typed, and was shown what. The next save puts what was typed on top of theirs.</summary>
    /// <param name="Version">Theirs.</param>
    /// <param name="Draft">What was typed.</param>
    /// <param name="Started">What both began with.</param>
    /// <param name="Theirs">What they changed.</param>
    /// <param name="Both">The names of what both changed.</param>
    public sealed record Conflict(
        SecretVersion Version, SecretDraft Draft, SecretContent Started, IReadOnlyList<SecretDifference> Theirs, IReadOnlyList<string> Both)
        : EditingState(Version, Draft);

    /// <summary>What was typed is on its way.</summary>
    /// <param name="Before">The state to which a failure leads back.</param>
    public sealed record Saving(EditingState Before) : EditingState(Before.Version, Before.Draft);
}
