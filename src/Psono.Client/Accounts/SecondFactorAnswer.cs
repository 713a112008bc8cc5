namespace Psono.Client.Accounts;

/// <summary>What a person, or a browser, answers to a <see cref="SecondFactorChallenge"/>.</summary>
public sealed class SecondFactorAnswer
{
    private SecondFactorAnswer(SecondFactorKind kind, string text)
    {
        Kind = kind;
        Text = text;
    }

    /// <summary>Gets which method it is an answer of.</summary>
    public SecondFactorKind Kind { get; }

    internal string Text { get; }

    /// <summary>Answers with a verification code of an authenticator app.</summary>
    /// <param name="code">Six digits; blanks around them do not matter.</param>
    /// <returns>The answer.</returns>
    public static SecondFactorAnswer Totp(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return new SecondFactorAnswer(SecondFactorKind.Totp, code.Trim());
    }

    /// <summary>Answers with what a YubiKey types when it is touched.</summary>
    /// <param name="otp">44 letters; blanks around them do not matter.</param>
    /// <returns>The answer.</returns>
    public static SecondFactorAnswer YubiKey(string otp)
    {
        ArgumentNullException.ThrowIfNull(otp);
        return new SecondFactorAnswer(SecondFactorKind.YubiKey, otp.Trim());
    }

    /// <summary>Answers with what a security key signed.</summary>
    /// <param name="credential">
    /// JSON of the assertion: <c>id</c>, <c>rawId</c>, <c>type</c> and <c>response</c> with <c>authenticatorData</c>,
    /// <c>clientDataJSON</c>, <c>signature</c> and <c>userHandle</c> in base64.
    /// </param>
    /// <returns>The answer.</returns>
    public static SecondFactorAnswer WebAuthn(string credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new SecondFactorAnswer(SecondFactorKind.WebAuthn, credential);
    }

    /// <summary>The kind alone: a code never gets into a log by accident.</summary>
    /// <returns>The name of the kind.</returns>
    public override string ToString() => Kind.ToString();
}
