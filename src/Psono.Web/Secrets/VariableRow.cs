using System.Text.RegularExpressions;

namespace Psono.Web.Secrets;

/// <summary>One line of the grid of variables.</summary>
public sealed partial class VariableRow
{
    public Guid Id { get; } = Guid.NewGuid();

    public string Key { get; set; } = "";

    public string Value { get; set; } = "";

    public bool Shown { get; set; }

    /// <summary>A line that nobody has written to.</summary>
    public bool IsBlank => Key.Length == 0 && Value.Length == 0;

    /// <summary>Whether every shell takes it for the name of a variable.</summary>
    public bool HasUsualName => UsualName.IsMatch(Key);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex UsualName { get; }
}
