namespace Psono.Server.SecondFactors;

/// <summary>Kinds of second factors, as the database adds them up.</summary>
[Flags]
internal enum FactorKinds
{
    None = 0,

    /// <summary>One-time passwords of an authenticator; "Google Authenticator" on the wire.</summary>
    Totp = 1,

    /// <summary>One-time passwords of a YubiKey, which Yubico's service checks.</summary>
    YubiKey = 2,

    /// <summary>Security keys and passkeys.</summary>
    WebAuthn = 4,
}
