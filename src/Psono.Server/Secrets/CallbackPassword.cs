using Psono.Server.Authentication;
using Psono.Server.Data;

namespace Psono.Server.Secrets;

/// <summary>Callback passwords at rest: the empty one, which nearly all secrets have, is stored as it is.</summary>
internal static class CallbackPassword
{
    public static string? Seal(DatabaseCipher cipher, string? password) =>
        string.IsNullOrEmpty(password) ? password : cipher.Seal(password);

    /// <summary>The password; empty when it was sealed with another keys file, because the secret itself must stay readable.</summary>
    public static string Open(DatabaseCipher cipher, string stored) => stored.Length == 0 ? "" : cipher.Open(stored) ?? "";

    /// <summary>As <see cref="Open"/>; empty for an API key that is granted the secret only: the password is none of it.</summary>
    public static string OpenFor(Session session, DatabaseCipher cipher, string stored) =>
        session.Restricted ? "" : Open(cipher, stored);
}
