namespace Psono.Server.SecondFactors;

/// <summary>What each kind of second factor is called where, in the order of the protocol (part 1, section 7).</summary>
internal static class FactorNames
{
    private static readonly Names[] All =
    [
        new(FactorKinds.Totp, "google_authenticator", "GA_CHALLENGE_UNSOLVED", "TOTP"),
        new(FactorKinds.YubiKey, "yubikey_otp", "YUBIKEY_CHALLENGE_UNSOLVED", "YubiKey"),
        new(FactorKinds.WebAuthn, "webauthn", "WEBAUTHN_CHALLENGE_UNSOLVED", "WebAuthn"),
    ];

    /// <summary>In settings and in <c>/info/</c>. Those of stock servers that this one does not have mean nothing.</summary>
    public static FactorKinds? Parse(string name) =>
        name is "duo" or "ivalt" ? FactorKinds.None : All.FirstOrDefault(names => names.Setting == name)?.Kind;

    /// <summary>In settings and in <c>/info/</c>.</summary>
    public static string[] Settings(FactorKinds kinds) => [.. Of(kinds).Select(names => names.Setting)];

    /// <summary>In the answer to a login.</summary>
    public static string[] Multifactors(FactorKinds kinds) => [.. Of(kinds).Select(names => names.Setting + "_2fa")];

    /// <summary>Why a login cannot go on yet: the code for the first of the kinds.</summary>
    public static string Unsolved(FactorKinds kinds) => Of(kinds).First().Unsolved;

    /// <summary>For people.</summary>
    public static string[] Words(FactorKinds kinds) => [.. Of(kinds).Select(names => names.Word)];

    private static IEnumerable<Names> Of(FactorKinds kinds) => All.Where(names => kinds.HasFlag(names.Kind));

    private sealed record Names(FactorKinds Kind, string Setting, string Unsolved, string Word);
}
