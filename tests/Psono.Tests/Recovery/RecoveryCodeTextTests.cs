using CsCheck;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Recovery;
using Psono.Tests.Cryptography;

namespace Psono.Tests.Recovery;

public sealed class RecoveryCodeTextTests
{
    public static IEnumerable<TheoryDataRow> Codes =>
        VectorFile.Rows(VectorFile.Load("recovery-codes.json")["codes"], "text", "printed", "words");

    public static IEnumerable<TheoryDataRow> Refused => VectorFile.Rows(VectorFile.Load("recovery-codes.json")["refused"], "code");

    [Theory, MemberData(nameof(Codes))]
    public void A_code_is_the_same_in_every_form(string text, string printed, string words)
    {
        string[] forms =
            [
                text, printed, words, $"  {printed}\n", $"{printed[..4]} {printed[4..13]} - {printed[14..]}",
                words.ToUpperInvariant().Replace(" ", " \t ", StringComparison.Ordinal),
            ];
        foreach (var form in forms)
        {
            using var code = RecoveryCode.Parse(form);
            Assert.NotNull(code);
            Assert.Equal((printed, words), (code.Text, code.Words));
        }
    }

    [Theory, MemberData(nameof(Refused))]
    public void What_was_mistyped_is_no_code(string code) => Assert.Null(RecoveryCode.Parse(code));

    [Fact]
    public void A_new_code_is_read_again_from_what_was_printed() => Gen.Int.Sample(_ =>
    {
        using var code = RecoveryCode.Generate();
        foreach (var form in (string[])[code.Text, code.Words])
        {
            using var again = RecoveryCode.Parse(form);
            Assert.Equal((code.Text, code.Words), (again!.Text, again.Words));
        }
    }, iter: 200);

    [Fact]
    public void Every_changed_character_is_noticed()
    {
        const string Printed = "12drXXUifSr4m-RnXLGbXg8E5Z";
        for (var i = 0; i < Printed.Length; i++)
        {
            foreach (var other in "1zQ-")
            {
                if (Printed[i] != other)
                    Assert.Null(RecoveryCode.Parse($"{Printed[..i]}{other}{Printed[(i + 1)..]}"));
            }
        }
    }

    /// <summary>By the protocol: the code takes the place of the password, always with the default cost.</summary>
    [Fact]
    public void Keys_open_with_the_code_and_its_salt_only()
    {
        using var code = RecoveryCode.Parse("12drXXUifSrRnXLGbXg8E")!;
        using var other = RecoveryCode.Generate();
        using var privateKey = SecretKey.Generate();
        using var secretKey = SecretKey.Generate();
        var sauce = new string('a', 64);
        var keys = code.Seal(sauce, privateKey, secretKey);

        Assert.Equal(
            PasswordHash.AuthKey("alice@example.com", "12drXXUifSrRnXLGbXg8E", HashingParameters.Default),
            code.AuthKey("Alice@example.com"));
        using var key = PasswordHash.EncryptionKey("12drXXUifSrRnXLGbXg8E", sauce, HashingParameters.Default);
        Assert.Equal(
            $$"""{"user_private_key":"{{privateKey.ToHex()}}","user_secret_key":"{{secretKey.ToHex()}}"}""",
            System.Text.Encoding.UTF8.GetString(SecretBox.Open(key, keys.Text, keys.Nonce)!));
        var opened = code.Open(sauce, keys)!;
        Assert.Equal((privateKey.ToHex(), secretKey.ToHex()), (opened.UserPrivateKey, opened.UserSecretKey));
        Assert.Null(other.Open(sauce, keys));
        Assert.Null(code.Open(new string('b', 64), keys));
    }
}
