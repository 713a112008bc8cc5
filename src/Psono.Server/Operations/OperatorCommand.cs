using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Psono.Server.Hosting;
using Psono.Shared;

namespace Psono.Server.Operations;

/// <summary>
/// What whoever runs the server types after <c>psono-server</c>. It is parsed twice: where it is typed, for its help, its errors and what
/// it asks, and in the server that executes it.
/// </summary>
internal abstract class OperatorCommand : Command
{
    private readonly Option<bool> _json = new("--json") { Description = "print JSON" };

    protected OperatorCommand(string name, string description)
        : base(name, description)
    {
    }

    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>What has to be typed before anything happens, after a question; null: nothing.</summary>
    public virtual (string Question, string Expected)? Confirmation(ParseResult given) => null;

    /// <summary>Whether it reads a line of stdin, such as a password.</summary>
    public virtual bool ReadsLine(ParseResult given) => false;

    /// <param name="parts">Of the server, or of nobody's if it does not run.</param>
    /// <param name="given">The command line.</param>
    /// <param name="line">What was read of stdin.</param>
    /// <exception cref="OperatorException">It cannot be done.</exception>
    public abstract Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line);

    protected void AddJson() => Add(_json);

    /// <summary>JSON if that was asked for, else a table.</summary>
    protected OperatorAnswer List<T>(ParseResult given, IReadOnlyList<T> entries, JsonTypeInfo<IReadOnlyList<T>> type,
        string[] head, Func<T, string[]> row) =>
        given.GetValue(_json)
            ? OperatorAnswer.Of(entries, type)
            : new OperatorAnswer(entries.Count == 0 ? "" : Table.Format([head, .. entries.Select(row)]));

    /// <summary>JSON if that was asked for, else the text.</summary>
    protected OperatorAnswer One<T>(ParseResult given, T entry, JsonTypeInfo<T> type, string text) =>
        given.GetValue(_json) ? OperatorAnswer.Of(entry, type) : new OperatorAnswer(text);
}
