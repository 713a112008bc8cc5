using Psono.Server.Http.Fields;

namespace Psono.Server.ApiKeys;

// docs/decisions/0003
/// <summary>
/// The member <c>psono_net</c> of an inspect request, with which a client of ours asks for sealed secrets and titles in the same answer.
/// Servers that do not know it ignore it. Without <c>SecretIds</c> and <c>TitleTags</c> it wants all secrets.
/// </summary>
internal readonly record struct BulkReadFields(bool Secrets, bool Titles, IReadOnlyList<Guid>? SecretIds, IReadOnlySet<string>? TitleTags)
{
    public bool Wanted => Secrets || Titles;

    /// <summary>Whether the answer has an entity tag, which speaks of secrets and not of titles.</summary>
    public bool HasTag => this is { Secrets: true, Titles: false, TitleTags: null };

    /// <summary>Whether that is all secrets, and nothing else.</summary>
    public bool IsAll => HasTag && SecretIds is null;

    public static BulkReadFields From(RequestFields fields)
    {
        if (fields.OptionalFields("psono_net") is not { } extension)
            return default;

        return new BulkReadFields(
            extension.Bool("secrets", whenAbsent: false),
            extension.Bool("titles", whenAbsent: false),
            extension.Has("secret_ids") ? extension.Uuids("secret_ids") : null,
            extension.Has("title_tags") ? extension.HexTexts("title_tags", Protocol.ApiKeys.TitleTag.Length).ToHashSet() : null);
    }
}
