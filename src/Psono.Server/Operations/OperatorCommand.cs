using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Psono.Shared;

namespace Psono.Server.Operations;

/// <summary>What whoever runs the server types after <c>psono-server</c>.</summary>
internal abstract class OperatorCommand : Command
{
    private readonly Option<bool> _json = new("--json") { Description = "print JSON" };

    protected OperatorCommand(string name, string description)
        : base(name, description)
    {
    }

    public abstract IReadOnlyList<string> Examples { get; }

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
