using System.Text;
using Psono.Cli;
using Psono.Cli.Commands.Ssh;
using Psono.Client;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Commands.Ssh;

/// <summary>A key is not believed what it says of itself, and the passphrase is not asked for in vain.</summary>
public sealed class SshKeyBoundsTests
{
    private static readonly Guid Id = new("0e1ed23d-cac8-4a04-868b-275bf43b81cd");

    [Fact]
    public void More_rounds_than_anybody_chooses_are_refused_before_the_first()
    {
        var key = Vector("valid-openssh-ed25519-with-passphrase");
        var error = Assert.Throws<PsonociException>(() => Read(WithRounds(key, "bcrypt"u8, [0, 0, 0, 1], [0x7F, 0xFF, 0xFF, 0xFF])));
        Assert.Equal(
            $"the passphrase of the private key of secret {Id} uses 2,147,483,647 KDF rounds, more than 1,000", error.Message);
        Assert.Equal("save the key with fewer, and store it again: ssh-keygen -p -a 100 -f key", error.Hint);
        Assert.Equal("ssh-key", error.Code);
    }

    [Fact]
    public void The_same_holds_for_the_form_of_OpenSSL()
    {
        var key = Vector("valid-pkcs8-ecdsa-with-passphrase");
        var changed = WithRounds(key, [], [0x02, 0x02, 0x08, 0x00, 0x30], [0x02, 0x03, 0x7F, 0xFF, 0xFF, 0x30]);
        var error = Assert.Throws<PsonociException>(() => Read(changed));
        Assert.Contains("uses 8,388,607 KDF rounds, more than 2,000,000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAAAA\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\n")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n")]
    public void Forms_that_ssh_does_not_know_are_refused(string text) =>
        Assert.Equal(PsonoFailure.InvalidContent, Assert.Throws<PsonoApiException>(() => Read(text)).Failure);

    [Fact]
    public void A_key_of_PuTTY_is_refused_with_the_way_to_convert_it()
    {
        const string Key = "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\nArgon2-Memory: 2000000000\n";
        var error = Assert.Throws<PsonociException>(() => Read(Key));
        Assert.Equal($"the private key of secret {Id} is in PuTTY format, which OpenSSH cannot read", error.Message);
        Assert.Contains("puttygen", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_in_one_text_are_refused() => Assert.Throws<PsonoApiException>(
        () => Read(Vector("valid-openssh-ed25519") + Vector("valid-openssh-ecdsa")));

    [Fact]
    public void Line_breaks_of_Windows_do_no_harm()
    {
        using var key = SshPrivateKey.Read(
            Id, Vector("valid-openssh-ed25519").ReplaceLineEndings("\r\n"), () => throw new InvalidOperationException());
        Assert.NotNull(key.Key);
    }

    private static string Vector(string name) =>
        Encoding.ASCII.GetString(FuzzVectors.Of("ssh-key").Single(vector => vector.Name == name).Input);

    private static void Read(string text) =>
        SshPrivateKey.Read(Id, text, () => throw new InvalidOperationException("asked for the passphrase")).Dispose();

    /// <summary>The same key with another number in the place of the first that follows a word.</summary>
    private static string WithRounds(string pem, ReadOnlySpan<byte> word, ReadOnlySpan<byte> number, byte[] by)
    {
        var lines = pem.Trim().Split('\n');
        var bytes = Convert.FromBase64String(string.Concat(lines[1..^1]));
        var start = bytes.AsSpan().IndexOf(word) + word.Length;
        var at = start + (word.Length > 0 ? 8 + bytes[start + 7] : bytes.AsSpan(start).IndexOf(number));
        byte[] changed = [.. bytes.AsSpan(0, at), .. by, .. bytes.AsSpan(at + number.Length)];
        if (by.Length > number.Length)
        {
            // What encloses it in DER is longer by one, each length in one byte but the first.
            foreach (var length in new[] { 2, 4, 17, 19, 32 })
                changed[length]++;
        }

        var text = Convert.ToBase64String(changed).Chunk(70).Select(line => new string(line));
        return $"{lines[0]}\n{string.Join('\n', text)}\n{lines[^1]}\n";
    }
}
