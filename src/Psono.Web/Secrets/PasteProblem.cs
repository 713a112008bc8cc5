using Psono.Protocol.Text;

namespace Psono.Web.Secrets;

/// <summary>What a page says about lines of a pasted text: never a part of the text, which may be a secret.</summary>
/// <param name="Text">The name of the words in the resources.</param>
/// <param name="Lines">Where it is.</param>
/// <param name="IsError">Whether nothing can be taken over.</param>
internal sealed record PasteProblem(string Text, IReadOnlyList<int> Lines, bool IsError)
{
    private const int MaxLines = 8;

    /// <summary>The line that the first of them began on, if the words tell it.</summary>
    public int? FirstLine { get; init; }

    /// <summary>3; 3, 9; 3, 4, 5 …</summary>
    public string Places => string.Join(", ", Lines.Take(MaxLines)) + (Lines.Count > MaxLines ? " …" : "");

    /// <summary>Those of one kind and one first line together. Warnings are of interest only when there is no error.</summary>
    public static IReadOnlyList<PasteProblem> Of(IReadOnlyList<DotenvProblem> problems)
    {
        var isError = problems.Any(problem => problem.IsError);
        return
        [
            .. problems.Where(problem => problem.IsError == isError).GroupBy(problem => (problem.Kind, problem.FirstLine))
                .Select(group => new PasteProblem(
                    $"Dotenv_{group.Key.Kind}", [.. group.Select(problem => problem.Line).Distinct()], isError)
                {
                    FirstLine = group.Key.FirstLine,
                }),
        ];
    }
}
