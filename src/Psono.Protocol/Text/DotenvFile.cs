using Psono.Protocol.Secrets;

namespace Psono.Protocol.Text;

// docs/decisions/0023
/// <summary>
/// What a <c>.env</c> file says: comments, <c>export</c>, single quotes (literal), double quotes (escapes), both over several lines.
/// Nothing in it is replaced: a password is not changed because it looks like a variable. Where common readers differ, it is a problem
/// with its line.
/// </summary>
public sealed class DotenvFile
{
    internal DotenvFile(IReadOnlyList<EnvironmentVariable> variables, IReadOnlyList<DotenvProblem> problems)
    {
        Variables = variables;
        Problems = problems;
    }

    /// <summary>The variables, in their order. Of a file with errors they are not all.</summary>
    public IReadOnlyList<EnvironmentVariable> Variables { get; }

    /// <summary>Errors and warnings, in the order of the lines.</summary>
    public IReadOnlyList<DotenvProblem> Problems { get; }

    /// <summary>Reads all of it.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What it says, and what is wrong with it.</returns>
    public static DotenvFile Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new DotenvReader(text).Read();
    }
}
