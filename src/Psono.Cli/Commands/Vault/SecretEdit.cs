using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands.Vault;

/// <summary>A change that can be made again to a newer version of the secret.</summary>
internal sealed record SecretEdit(IReadOnlyList<EnvironmentVariable> Set, IReadOnlyList<string> Unset, string? Title, string? Note)
{
    public bool IsEmpty => Set.Count == 0 && Unset.Count == 0 && Title is null && Note is null;

    /// <summary>Makes the change; false if there is nothing to change.</summary>
    public bool Apply(SecretContent content)
    {
        var type = content.Type;
        if (type != SecretType.EnvironmentVariables && (Set.Count > 0 || Unset.Count > 0))
            throw new PsonociException(
                "no-variables", $"a secret of type {SecretTypes.NameOf(type)} has no variables", "its title and note can be changed");
        if (Title is { Length: 0 })
            throw PsonociException.Usage("the title is empty");
        try
        {
            var before = content.ToUtf8();
            SetAll(content, type);
            return !content.ToUtf8().AsSpan().SequenceEqual(before);
        }
        catch (FormatException)
        {
            throw new PsonociException("invalid-content", "the variables of the secret have an invalid format");
        }
    }

    private void SetAll(SecretContent content, SecretType type)
    {
        foreach (var name in Unset)
        {
            if (!content.RemoveVariable(name))
                throw new PsonociException("not-found", $"there is no variable {name} to remove");
        }

        foreach (var variable in Set)
            content.SetVariable(variable.Key, variable.Value);
        if (Title is not null)
            content.Set($"{SecretTypes.NameOf(type)}_title", Title);
        if (Note is not null)
            content.Set($"{SecretTypes.NameOf(type)}_notes", Note.Length == 0 ? null : Note);
    }
}
