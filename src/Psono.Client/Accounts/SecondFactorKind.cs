namespace Psono.Client.Accounts;

/// <summary>A method of two-step login that this client can use or set up.</summary>
public enum SecondFactorKind
{
    /// <summary>Verification codes of an authenticator app (TOTP).</summary>
    Totp,

    /// <summary>One-time passwords of a YubiKey.</summary>
    YubiKey,

    /// <summary>Security keys and passkeys.</summary>
    WebAuthn,
}
