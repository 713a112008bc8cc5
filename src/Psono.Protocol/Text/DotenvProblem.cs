namespace Psono.Protocol.Text;

/// <summary>
/// A line of a <c>.env</c> file that cannot be read, or that other readers read differently. Nothing of its text is in it.
/// </summary>
public sealed class DotenvProblem
{
    internal DotenvProblem(DotenvProblemKind kind, int line, int? firstLine)
    {
        Kind = kind;
        Line = line;
        FirstLine = firstLine;
    }

    /// <summary>What it is.</summary>
    public DotenvProblemKind Kind { get; }

    /// <summary>Where it is, from 1.</summary>
    public int Line { get; }

    /// <summary>Where it began: the line that first has the name, or on which the quote was opened.</summary>
    public int? FirstLine { get; }

    /// <summary>Whether the file cannot be used. Otherwise it is a reason to look at the value.</summary>
    public bool IsError => Kind < DotenvProblemKind.Reference;
}
