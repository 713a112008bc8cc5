using Psono.Protocol.Encodings;
using Psono.Shared;

namespace Psono.Client.ApiKeys;

/// <summary>Secrets as people name them: by id, or by title. A text that looks like an id is one.</summary>
internal sealed class SecretReferences(IEnumerable<string> references)
{
    private readonly List<string> _all = [.. references];

    public IReadOnlyList<Guid> Ids => [.. _all.Select(AsId).OfType<Guid>().Distinct()];

    public IReadOnlyList<string> Titles => [.. _all.Where(reference => AsId(reference) is null).Distinct(StringComparer.Ordinal)];

    public static Guid? AsId(string reference) => Uuid.TryParse(reference, out var id) ? id : null;

    /// <summary>The ids that are meant, in the order of the references, each once.</summary>
    /// <param name="secrets">The secrets to choose from, with their titles.</param>
    /// <exception cref="PsonoApiException">No secret has the title, or several have it.</exception>
    public IReadOnlyList<Guid> Resolve(IReadOnlyCollection<(Guid Id, string? Title)> secrets) =>
        [.. _all.Select(reference => AsId(reference) ?? Find(reference, secrets)).Distinct()];

    /// <summary>Whether <see cref="Resolve"/> would find exactly one secret for each title.</summary>
    public bool AreFoundIn(IReadOnlyCollection<(Guid Id, string? Title)> secrets) =>
        Titles.All(title => secrets.Count(secret => secret.Title == title) == 1);

    private static Guid Find(string title, IReadOnlyCollection<(Guid Id, string? Title)> secrets)
    {
        var found = secrets.Where(secret => secret.Title == title).Select(secret => secret.Id).Distinct().Order().ToList();
        return found switch
        {
            [var id] => id,
            [] => throw new PsonoApiException(
                PsonoFailure.NotFound, $"no secret that is granted to this API key has the title '{Printable.Short(title)}'"
                    + Guess.Question(title, secrets.Select(secret => secret.Title).OfType<string>()))
            {
                Secret = title,
            },
            _ => throw new PsonoApiException(
                PsonoFailure.Ambiguous, $"'{Printable.Short(title)}' is the title of {found.Count} secrets: {string.Join(", ", found)}")
            {
                Secret = title,
            },
        };
    }
}
