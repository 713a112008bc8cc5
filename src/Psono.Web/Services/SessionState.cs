namespace Psono.Web.Services;

/// <summary>What the page may show.</summary>
internal enum SessionState
{
    /// <summary>Nobody is logged in.</summary>
    Closed,

    /// <summary>Somebody is, but the keys are sealed until the password is given again.</summary>
    Locked,

    /// <summary>The vault can be read.</summary>
    Open,
}
