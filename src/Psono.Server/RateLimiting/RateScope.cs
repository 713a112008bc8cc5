namespace Psono.Server.RateLimiting;

/// <summary>What is counted together. Identities (client addresses, users, accounts, API keys) are counted apart inside a scope.</summary>
internal enum RateScope
{
    /// <summary>Everything without a session, by client address.</summary>
    Anonymous,

    /// <summary>Everything with a session, by user.</summary>
    User,

    /// <summary>API-key access, by key.</summary>
    ApiKey,

    /// <summary>Changes with an API key, by key.</summary>
    ApiKeyWrite,

    /// <summary>Failed logins of API keys, by client address.</summary>
    ApiKeyLogin,

    Info,
    Prelogin,

    /// <summary>Failed logins from places that the account does not know, by client address.</summary>
    Login,

    /// <summary>Failed logins, by account and the address or known device they come from.</summary>
    LoginFailure,

    /// <summary>Failed logins from places that the account does not know, by account, from wherever they come.</summary>
    AccountFailure,

    /// <summary>Logins above the limit of an account, which have to wait.</summary>
    SlowLogin,

    Registration,

    /// <summary>Mails with which an account can be deleted, by account.</summary>
    UnregistrationMail,

    /// <summary>Devices that ask to be approved, by client address.</summary>
    DeviceCode,

    /// <summary>Devices that ask whether they are approved yet, by client address.</summary>
    DeviceCodeToken,

    /// <summary>Wrong codes of authenticators, by user; the name is that of the protocol.</summary>
    GaVerify,

    /// <summary>The same, over a longer time.</summary>
    GaFailure,

    /// <summary>Mails about that, by user.</summary>
    GaFailureNotice,

    /// <summary>Challenges for security keys, and wrong answers to them, by session.</summary>
    WebAuthnVerify,

    /// <summary>Wrong one-time passwords of YubiKeys, by session.</summary>
    YubiKeyVerify,

    StatusCheck,
    UserUpdate,
    UserDelete,
}
