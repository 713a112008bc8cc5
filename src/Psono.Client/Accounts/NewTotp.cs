using OtpNet;

namespace Psono.Client.Accounts;

/// <summary>An authenticator that is being set up. It is no method of two-step login before a code of it confirms that it works.</summary>
public sealed class NewTotp
{
    private const string Issuer = "Psono";

    internal NewTotp(Guid id, string key)
    {
        Id = id;
        Key = key;
    }

    /// <summary>Gets the id of the method.</summary>
    public Guid Id { get; }

    /// <summary>Gets the key for the authenticator, in base32.</summary>
    public string Key { get; }

    /// <summary>The <c>otpauth://</c> form in which authenticators take the key, as a QR code as a rule.</summary>
    /// <param name="account">The name that the authenticator shows.</param>
    /// <returns>The URL.</returns>
    public string Url(string account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new OtpUri(OtpType.Totp, Key, account, Issuer).ToString();
    }

    /// <summary>The id alone: the key never gets into a log by accident.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => Id.ToString();
}
