using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Org.BouncyCastle.Crypto.Generators;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Cryptography;

public sealed class PasswordHashTests
{
    public static IEnumerable<TheoryDataRow> AuthKeys =>
        VectorFile.Rows(VectorFile.Load("passwords.json")["auth_keys"], "username", "password", "auth_key");

    public static IEnumerable<TheoryDataRow> EncryptionKeys =>
        VectorFile.Rows(VectorFile.Load("passwords.json")["encryption_keys"], "password", "sauce", "key");

    [Theory, MemberData(nameof(AuthKeys))]
    public void Derives_the_published_auth_keys(string username, string password, string authKey) =>
        Assert.Equal(authKey, PasswordHash.AuthKey(username, password, HashingParameters.Default));

    [Theory, MemberData(nameof(EncryptionKeys))]
    public void Derives_the_published_encryption_keys(string password, string sauce, string key)
    {
        using var derived = PasswordHash.EncryptionKey(password, sauce, HashingParameters.Default);
        Assert.Equal(key, derived.ToHex());
    }

    [Theory]
    [InlineData("pässwörd 🔑", 14, 8, 1, 64)]
    [InlineData("", 15, 9, 1, 96)]
    public void Derives_what_libsodium_derives(string password, int u, int r, int p, int l)
    {
        var parameters = new HashingParameters { U = u, R = r, P = p, L = l };
        Assert.Equal(LibsodiumHex(password, "bob@example.com", parameters), PasswordHash.AuthKey("Bob@EXAMPLE.com", password, parameters));
    }

    [Fact]
    public void The_scrypt_underneath_agrees_with_libsodium_at_small_costs() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 200], Gen.Int[1, 8], Gen.Int[1, 9], Gen.Int[1, 3], Gen.Int[1, 130])
            .Sample((password, salt, u, r, p, length) => Assert.Equal(
                Libsodium.Scrypt(password, salt, 1UL << u, (uint)r, (uint)p, length),
                SCrypt.Generate(password, salt, 1 << u, r, p, length)), iter: 50);

    [Fact]
    public void A_server_cannot_weaken_it()
    {
        var weak = new HashingParameters { U = 1, R = 1, P = 0, L = 1 };
        Assert.False(weak.MeetsMinimum);
        Assert.Equal(HashingParameters.Default, weak.Strengthen());
        Assert.Equal(LibsodiumHex("password", "bob@example.com", HashingParameters.Default),
            PasswordHash.AuthKey("bob@example.com", "password", weak));
    }

    [Theory]
    [InlineData(13, 8, 1, 64), InlineData(14, 7, 1, 64), InlineData(14, 8, 0, 64), InlineData(14, 8, 1, 63), InlineData(-1, -1, -1, -1)]
    public void Each_parameter_has_a_minimum(int u, int r, int p, int l)
    {
        var parameters = new HashingParameters { U = u, R = r, P = p, L = l };
        Assert.False(parameters.MeetsMinimum);
        Assert.Equal(HashingParameters.Default, parameters.Strengthen());
    }

    [Theory]
    [InlineData(14, 8, 1, 64), InlineData(20, 8, 1, 64), InlineData(14, 16, 4, 128)]
    public void What_is_strong_enough_is_taken_as_it_is(int u, int r, int p, int l)
    {
        var parameters = new HashingParameters { U = u, R = r, P = p, L = l };
        Assert.True(parameters.MeetsMinimum);
        Assert.Equal(parameters, parameters.Strengthen());
    }

    [Theory]
    [InlineData(21, 8, 1, 64), InlineData(20, 16, 1, 64), InlineData(31, 8, 1, 64), InlineData(int.MaxValue, 8, 1, 64)]
    [InlineData(14, 1025, 1, 64), InlineData(14, int.MaxValue, 1, 64), InlineData(30, int.MaxValue, 1, 64)]
    [InlineData(14, 8, 65, 64), InlineData(14, 8, int.MaxValue, 64), InlineData(14, 8, 1, 257), InlineData(14, 8, 1, int.MaxValue)]
    public void A_server_cannot_exhaust_the_client(int u, int r, int p, int l)
    {
        var parameters = new HashingParameters { U = u, R = r, P = p, L = l };
        Assert.Throws<ArgumentException>(() => PasswordHash.AuthKey("bob@example.com", "password", parameters));
        Assert.Throws<ArgumentException>(() => PasswordHash.EncryptionKey("password", "", parameters));
    }

    private static string LibsodiumHex(string password, string salt, HashingParameters parameters)
    {
        var saltText = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(salt)));
        return Convert.ToHexStringLower(Libsodium.Scrypt(
            Encoding.UTF8.GetBytes(password), Encoding.ASCII.GetBytes(saltText),
            1UL << parameters.U, (uint)parameters.R, (uint)parameters.P, parameters.L));
    }
}
