namespace Psono.Client.Accounts;

/// <summary>How kinds of second factors are named in the answer to a login (protocol part 1, section 7).</summary>
internal static class SecondFactorNames
{
    private static readonly Dictionary<string, SecondFactorKind> Kinds = new(StringComparer.Ordinal)
    {
        ["google_authenticator_2fa"] = SecondFactorKind.Totp,
        ["yubikey_otp_2fa"] = SecondFactorKind.YubiKey,
        ["webauthn_2fa"] = SecondFactorKind.WebAuthn,
    };

    /// <summary>Those of the names that this client knows.</summary>
    public static IReadOnlyList<SecondFactorKind> Known(IEnumerable<string> names) =>
        [.. names.Where(Kinds.ContainsKey).Select(name => Kinds[name])];

    public static bool Is(string name, SecondFactorKind kind) => Kinds.TryGetValue(name, out var named) && named == kind;
}
