namespace Psono.Protocol.Secrets;

/// <summary>What a secret is. Its JSON does not say so: the type follows from the members that are present.</summary>
public enum SecretType
{
    /// <summary>No known type has a member in the JSON.</summary>
    Unknown,

    /// <summary><c>application_password_*</c></summary>
    ApplicationPassword,

    /// <summary><c>website_password_*</c></summary>
    WebsitePassword,

    /// <summary><c>bookmark_*</c></summary>
    Bookmark,

    /// <summary><c>note_*</c></summary>
    Note,

    /// <summary><c>identity_*</c></summary>
    Identity,

    /// <summary><c>mail_gpg_own_key_*</c></summary>
    GpgKey,

    /// <summary><c>environment_variables_*</c></summary>
    EnvironmentVariables,

    /// <summary><c>ssh_own_key_*</c></summary>
    SshKey,

    /// <summary><c>totp_*</c></summary>
    Totp,

    /// <summary><c>credit_card_*</c></summary>
    CreditCard,

    /// <summary><c>elster_certificate_*</c></summary>
    ElsterCertificate,

    /// <summary><c>passkey_*</c></summary>
    Passkey,
}
