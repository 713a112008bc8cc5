using System.Security.Cryptography;
using Psono.Cli.Commands.Run;
using Psono.Cli.Terminal;

namespace Psono.Cli.Redaction;

/// <summary>Collects the values to recognize. What is too short for that is named: nobody should believe that it is masked.</summary>
internal sealed class MaskedValues(IReadOnlyList<string> exceptions)
{
    private readonly List<byte[]> _forms = [];
    private readonly List<string> _tooShort = [];

    public void Add(string name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || exceptions.Any(pattern => VariableNames.Matches(pattern, name)))
            return;
        if (value.Length < SecretForms.MinLength)
            _tooShort.Add(name);
        _forms.AddRange(SecretForms.Of(value));
    }

    /// <summary>Hands the forms over.</summary>
    public RedactionPatterns ToPatterns(TerminalOutput terminal)
    {
        if (_tooShort.Count > 0)
            terminal.Warn($"not masked, because shorter than {SecretForms.MinLength} bytes: {string.Join(", ", _tooShort.Distinct())}");
        return new RedactionPatterns(_forms);
    }

    /// <summary>The variables that a command gets, by their names.</summary>
    public static RedactionPatterns Of(
        IReadOnlyList<MergedVariable> variables, RunOptions options, IReadOnlyList<string> exceptions, TerminalOutput terminal)
    {
        var values = new MaskedValues(exceptions);
        foreach (var (winner, _) in variables)
        {
            values.Add(winner.Name, winner.Value);
            if (options.AnyMatches(options.FilesBase64, winner.Name)
                && SecretFiles.TryDecode(winner.Value) is { } decoded)
            {
                values.Add(winner.Name, decoded);
                CryptographicOperations.ZeroMemory(decoded);
            }
        }

        return values.ToPatterns(terminal);
    }
}
