namespace Psono.Web.Services;

/// <summary>Why nobody is logged in any more.</summary>
internal enum SessionEnd
{
    /// <summary>There was no session.</summary>
    None,

    /// <summary>The user logged out.</summary>
    LoggedOut,

    /// <summary>The server ended the session: it ran out, or was ended elsewhere.</summary>
    Expired,

    /// <summary>The user has a new password, in place of a lost one.</summary>
    PasswordReset,

    /// <summary>The user deleted the account.</summary>
    AccountDeleted,
}
