using Psono.Protocol.Secrets;
using Psono.Tests.Shared.Fuzzing;
using Psono.Web.Secrets;
using Psono.Web.Services;

namespace Psono.Tests.Fuzzing;

/// <summary>What is pasted into the web vault, and the addresses that lead to it.</summary>
internal static class WebTargets
{
    private const string Value = "!s e!c r!e t!v a!l u!e";

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "pasted-variables",
            Sources = ["Psono.Web/Secrets/PastedVariables.cs", "Psono.Web/Secrets/PastedName.cs"],
            Seeds =
            [
                FuzzTarget.Utf8($$"""{"A":"{{Value}}","B":1,"C":null,"D":{"e":[true]},}"""),
                FuzzTarget.Utf8($$"""[{"key":"A","value":"{{Value}}"},{"name":"B","value":2}] // c"""), FuzzTarget.Utf8($"A='{Value}'\n"),
            ],
            CallAsync = FuzzTarget.Text(Paste),
        },
        new()
        {
            Name = "kept-session",
            Sources = ["Psono.Web/Services/SealedSession.cs"],
            Seeds = [FuzzTarget.Utf8("""{"Sauce":"00","Text":"00","Nonce":"00"}""")],
            CallAsync = FuzzTarget.Text(text => SealedSession.Parse(text)?.ToText()),
        },
        new()
        {
            Name = "otpauth-url",
            Sources = ["Psono.Web/Secrets/OtpAuthUrl.cs", "Psono.Web/Secrets/UrlFilter.cs", "Psono.Web/Services/StartAddress.cs"],
            Seeds =
            [
                FuzzTarget.Utf8(
                    "otpauth://totp/Example:alice%40example.com?secret=GEZDGNBVGY3TQOJQ&issuer=Example&algorithm=SHA1&digits=6&period=30"),
                FuzzTarget.Utf8("https://bücher.example:8443/x"), FuzzTarget.Utf8("#/device/0e1ed23d-cac8-4a04-868b-275bf43b81cd/00"),
            ],
            Words = ["otpauth://totp/", "?secret=", "&", "%", "=", "#", "https://"],
            CallAsync = FuzzTarget.Text(text =>
            {
                _ = OtpAuthUrl.Parse(text);
                _ = UrlFilter.Of(text);
                _ = StartAddress.Parse(text).Take();
            }),
        },
        new()
        {
            Name = "secret-form",
            Sources = ["Psono.Web/Secrets/SecretDraft.cs", "Psono.Web/Secrets/CustomField.cs"],
            Seeds =
            [
                FuzzTarget.Utf8(
                    $$$"""
                    {"website_password_title":"t","website_password_password":"{{{Value}}}","custom_fields":[{"name":"n","type":"text",
                    "value":"v"}],"tags":["a"]}
                    """),
                FuzzTarget.Utf8(
                    """{"environment_variables_title":"t","environment_variables_variables":[{"key":"A","value":"1"}],"tags":[]}"""),
            ],
            Allowed = [typeof(FormatException)],
            Allocation = 16 << 20,
            CallAsync = FuzzTarget.Bytes(Edit),
        },
    ];

    private static void Paste(string text)
    {
        _ = PastedName.Read(text, new VariableRow());
        var pasted = PastedVariables.Read(text);
        Assert.True(pasted.CanBeRead || pasted.Problems.Count > 0);
    }

    private static void Edit(byte[] utf8)
    {
        if (SecretContent.Parse(utf8) is not { } content)
            return;
        var draft = SecretDraft.Of(content);
        Assert.NotNull(draft);
    }
}
