using System.Text.Json.Nodes;
using Psono.Server.SecondFactors;
using Psono.Server.Tests.SecondFactors;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Server.Tests.Fuzzing;

/// <summary>What browsers and authenticators send, what YubiKeys type, and what Yubico's service answers.</summary>
internal static class SecondFactorTargets
{
    public static readonly string[] Names =
        ["webauthn-registration", "webauthn-assertion", "webauthn-origin", "yubikey-otp", "yubico-answer"];

    private const string Origin = "https://vault.example.com";

    private static readonly string Challenge = new('A', 86);

    private static readonly SoftwareAuthenticator Key = new(Origin);

    public static IReadOnlyList<FuzzTarget> All() =>
    [
        Of("webauthn-registration", "Psono.Server/SecondFactors/CredentialText.cs") with
        {
            Seeds = [FuzzTarget.Utf8(Key.Register(Creation()))],
            CallAsync = FuzzTarget.Text(Register),
        },
        Of("webauthn-assertion", "Psono.Server/SecondFactors/WebAuthnCeremony.cs") with
        {
            Seeds = [FuzzTarget.Utf8(Key.Sign(new JsonObject { ["challenge"] = Challenge, ["rpId"] = "vault.example.com" }))],
            CallAsync = FuzzTarget.Text(Verify),
        },
        Of("webauthn-origin", "Psono.Server/SecondFactors/WebAuthnOrigin.cs") with
        {
            Seeds = [FuzzTarget.Utf8(Origin), FuzzTarget.Utf8("chrome-extension://abc"), FuzzTarget.Utf8("http://a.localhost:1/p?q#f")],
            CallAsync = FuzzTarget.Text(ParseOrigin),
        },
        Of("yubikey-otp", "Psono.Server/SecondFactors/YubiKeyOtp.cs") with
        {
            Seeds = [FuzzTarget.Utf8(new string('c', 44))],
            CallAsync = FuzzTarget.Text(text => Assert.True(YubiKeyOtp.Parse(text) is not { } otp || otp.KeyId.Length == 12)),
        },
        Of("yubico-answer", "Psono.Server/SecondFactors/YubicoAnswer.cs") with
        {
            Seeds = [FuzzTarget.Utf8("h=AAAA\r\nt=2026\r\notp=cccc\r\nnonce=00\r\nstatus=OK\r\n")],
            CallAsync = FuzzTarget.Text(text => Assert.False(new YubicoSignature([1]).IsOf(YubicoAnswer.Parse(text)))),
        },
    ];

    private static FuzzTarget Of(string name, string source) => new()
    {
        Name = name,
        Sources = [source],
        Seeds = [],
        Words = ["\"response\":", "\"rawId\":", "\"type\":\"public-key\"", "://", "localhost", "status=OK"],
        CallAsync = _ => Task.CompletedTask,
    };

    private static JsonObject Creation() =>
        new() { ["challenge"] = Challenge, ["rp"] = new JsonObject { ["id"] = "vault.example.com" } };

    private static void Register(string json)
    {
        if (CredentialText.Parse(json) is { } credential)
            WebAuthnCeremony.RegisterAsync(credential, WebAuthnOrigin.Parse(Origin)!, Challenge, Guid.Empty).GetAwaiter().GetResult();
    }

    private static void Verify(string json)
    {
        if (CredentialText.Parse(json) is { } credential)
            WebAuthnCeremony.VerifyAsync(credential, WebAuthnOrigin.Parse(Origin)!, Challenge, Key.PublicKey).GetAwaiter().GetResult();
    }

    private static void ParseOrigin(string text)
    {
        if (WebAuthnOrigin.Parse(text) is { } origin)
            Assert.Equal(origin, WebAuthnOrigin.Parse(origin.Text));
    }
}
