using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Protocol.Encodings;

namespace Psono.Cli.Commands.Inject;

/// <summary>Puts values in the places of references. Nothing is written before every one of them is found.</summary>
internal sealed class TemplateWriter(IReadOnlyList<TemplatePart> parts, string source)
{
    /// <summary>The secrets that the template needs, each once, as it names them.</summary>
    public IReadOnlyList<string> Secrets { get; } = [.. parts.Select(part => part.Reference?.Secret).OfType<string>()
        .Distinct(StringComparer.Ordinal)];

    /// <param name="secrets">Those of <see cref="Secrets"/>, in any order. They are disposed of.</param>
    /// <param name="output">What the template becomes.</param>
    public void Write(IReadOnlyList<OpenedSecret> secrets, SecretBuffer output)
    {
        var values = new List<FieldValues>();
        try
        {
            var byName = new Dictionary<string, FieldValues>(StringComparer.Ordinal);
            foreach (var secret in secrets)
            {
                values.Add(new FieldValues(secret));
                foreach (var name in Secrets.Where(name => IsNamed(secret, name)))
                    byName[name] = values[^1];
            }

            foreach (var (text, reference) in parts)
            {
                output.Append(text);
                if (reference is not null)
                    output.Append(Get(byName[reference.Secret], reference));
            }
        }
        finally
        {
            foreach (var value in values)
                value.Dispose();
        }
    }

    private ReadOnlySpan<byte> Get(FieldValues values, SecretField reference)
    {
        try
        {
            return values.Get(reference.Field);
        }
        catch (PsonociException e)
        {
            throw Template.Unresolved(source, reference.Line, "template", e.Message, e.Hint);
        }
    }

    /// <summary>The same failure with the line of the reference that it is about, if it is about one.</summary>
    public Exception Locate(PsonoApiException e, string? configuration) =>
        parts.Select(part => part.Reference).FirstOrDefault(reference => reference is not null && IsNamed(e, reference.Secret)) is { } first
            ? Template.Unresolved(source, first.Line, FailureCodes.Of(e.Failure), e.Message, FailureHints.Of(e, configuration))
            : e;

    private static bool IsNamed(PsonoApiException e, string name) =>
        e.Secret == name || (Uuid.TryParse(name, out var id) && e.Secret == $"{id}");

    private static bool IsNamed(OpenedSecret secret, string name) =>
        Uuid.TryParse(name, out var id) ? secret.SecretId == id : secret.Title == name;
}
