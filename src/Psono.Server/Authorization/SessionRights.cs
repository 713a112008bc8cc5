namespace Psono.Server.Authorization;

/// <summary>
/// Who may do what with a secret in a session: <see cref="SecretRights"/> of its user and, in a session of an API key, what the key may as
/// its row says now. For statements that call the secret <c>s</c>; a session that has ended meanwhile may do nothing.
/// </summary>
internal static class SessionRights
{
    /// <summary>Finds the session <c>@session</c> as <c>t</c>, its user as <c>u</c>, and its API key, if it has one, as <c>k</c>.</summary>
    public const string Join = """
        join tokens t on t.id = @session
        join users u on u.id = t.user_id
        left join api_keys k on k.id = t.api_key_id
        """;

    public const string Read = $"{SecretRights.Read} and (t.api_key_id is null or (k.active and k.read and {Reached}))";

    public const string Write = $"{SecretRights.Write} and (t.api_key_id is null or (k.active and k.write and {Reached}))";

    private const string Reached = """
        (not k.restrict_to_secrets
          or exists (select 1 from api_key_secrets g where g.api_key_id = k.id and g.secret_id = s.id))
        """;
}
