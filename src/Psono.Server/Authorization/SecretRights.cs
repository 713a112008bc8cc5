namespace Psono.Server.Authorization;

/// <summary>
/// Who may do what with a secret (protocol part 2, section 2): conditions for statements that call the secret <c>s</c>, its link <c>l</c>
/// and the user <c>u</c>. Every statement that touches a secret on somebody's behalf contains one, so that "not yours" and "does not exist"
/// are the same result of the same statement.
/// </summary>
internal static class SecretRights
{
    public const string Read = LinkedInOwnDatastore;

    public const string Write = LinkedInOwnDatastore;

    /// <summary>Whether the link <c>l</c> may be moved away or deleted.</summary>
    public const string TakeLink = "exists (select 1 from datastores d where d.id = l.parent_datastore_id and d.user_id = u.id)";

    /// <summary>Whether a link may be put into the datastore <c>@parent</c>.</summary>
    public const string PutLink = "exists (select 1 from datastores d where d.id = @parent and d.user_id = u.id)";

    /// <summary>A link in a datastore of one's own allows everything.</summary>
    private const string LinkedInOwnDatastore = """
        exists (
          select 1 from secret_links l join datastores d on d.id = l.parent_datastore_id
          where l.secret_id = s.id and d.user_id = u.id)
        """;
}
