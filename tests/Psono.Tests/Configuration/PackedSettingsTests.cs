using CsCheck;
using Psono.Client.ApiKeys.Settings;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Encodings;

namespace Psono.Tests.Configuration;

public sealed class PackedSettingsTests
{
    private const string First =
        "XLZ6owS4rtdgFxsBmWbpxeNhScHsMHJZAaXDrrcTxQK7f1vyomg4jiRW6yoAt1qUzE1qdNzGtMw64hi2k"
        + "G6qXc4aTHrpikZkYiJLAGe5L1HWfo8deWx761CZapVpkqRT5tZM2jAJjLpbdD74A5XaJoNQq4dGX5LhBpUB8Pi7";

    private const string Zeros =
        "5dtuTPxg1kDP3Qoz2HKbMxT4kDqTYxbUo8mxR9yEp7YNSYq6dP8Gv4ysoVAjW8qS2iYwEaRm9NxzpbSXuww"
        + "XL45aHLiWi8TBSee3KnitgJPGyiuGCREGibB2pVCPCVg1zb11TpsbKuzV3aGhqQyE1NJnYwo9qrVjw6P";

    [Theory]
    [InlineData(First, "0e1ed23d-cac8-4a04-868b-275bf43b81cd", "acf25040d90e3c73abf1c395e7262bc3b5f9b1e35b96c74dcf72faba4663e98b",
        "https://www.psono.pw/server")]
    [InlineData(Zeros, "00000000-0000-0000-0000-000000000000", "0000000000000000000000000000000000000000000000000000000000000000",
        "https://psono.pw/server")]
    public void What_the_other_client_packs_is_read_and_written_alike(string packed, string id, string key, string url)
    {
        var settings = PackedSettings.Unpack(packed);
        Assert.Equal((id, key, url), ($"{settings.ApiKeyId}", settings.ApiSecretKey.ToHex(), settings.ServerUrl));
        Assert.Equal(new HttpSettings(), settings.Http);
        Assert.Equal(packed, PackedSettings.Pack(settings));
    }

    [Fact]
    public void Whatever_is_packed_comes_out_again()
    {
        // Long enough for every length header of real paths; base 58 takes quadratic time.
        var path = Gen.String[Gen.Char.AlphaNumeric, 0, 700].Null();
        var http = Gen.Select(
            Gen.UInt[1, 2_000_000], Gen.UInt[0, 70_000], Gen.Bool, Gen.Bool, path, path, (timeout, redirects, native, danger, der, pem) =>
                new HttpSettings
                {
                    TimeoutSeconds = timeout,
                    MaxRedirects = redirects,
                    UseNativeTls = native,
                    DangerDisableTlsVerification = danger,
                    DerRootCertificatePath = der,
                    PemRootCertificatePath = pem,
                });
        Gen.Select(Gen.Guid, Gen.Byte.Array[32], http).Sample(
            (id, key, settings) =>
            {
                using var packed = Make(id, key, settings);
                using var unpacked = PackedSettings.Unpack(PackedSettings.Pack(packed));
                Assert.Equal(packed.ApiKeyId, unpacked.ApiKeyId);
                Assert.Equal(packed.ApiSecretKey.ToHex(), unpacked.ApiSecretKey.ToHex());
                Assert.Equal(packed.ServerUrl, unpacked.ServerUrl);
                Assert.Equal(packed.Http, unpacked.Http);
            },
            iter: 100);
    }

    [Fact]
    public void Every_form_that_another_writer_may_choose_is_read()
    {
        // array32, str8, array16, bin32, str16, str32, array32, uint32, uint64, …
        byte[] bytes =
        [
            0xDD, 0, 0, 0, 3, 0xD9, 1, (byte)'1', 0xDC, 0, 3, 0xC6, 0, 0, 0, 16, .. new byte[16], 0xDA, 0, 64,
            .. Enumerable.Repeat((byte)'0', 64),
            0xDB, 0, 0, 0, 10, .. "http://a/b"u8, 0xDD, 0, 0, 0, 6, 0xCE, 0, 0, 0, 9, 0xCF, 0, 0, 0, 0, 0, 0, 0, 2, 0xC3, 0xC2, 0xC0,
            0xA1, (byte)'p',
        ];
        var settings = PackedSettings.Unpack(Base58.Encode(bytes));
        Assert.Equal("http://a/b", settings.ServerUrl);
        Assert.Equal(
            new HttpSettings { TimeoutSeconds = 9, MaxRedirects = 2, UseNativeTls = true, PemRootCertificatePath = "p" }, settings.Http);
    }

    [Fact]
    public void Every_cut_and_every_addition_is_refused()
    {
        var bytes = Base58.Decode(Zeros)!;
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<ApiKeySettingsException>(() => PackedSettings.Unpack(Base58.Encode(bytes.AsSpan(0, length))));
        Assert.Throws<ApiKeySettingsException>(() => PackedSettings.Unpack(Base58.Encode([.. bytes, 0xC0])));
        Assert.Throws<ApiKeySettingsException>(() => PackedSettings.Unpack("0OIl"));
    }

    [Fact]
    public void Nothing_but_an_error_comes_of_noise() => Gen.Byte.Array[0, 200].Sample(
        bytes => { Assert.Throws<ApiKeySettingsException>(() => PackedSettings.Unpack(Base58.Encode(bytes))); }, iter: 2000);

    private static ApiKeySettings Make(Guid id, byte[] key, HttpSettings http) =>
        new() { ApiKeyId = id, ApiSecretKey = SecretKey.FromBytes(key), ServerUrl = "https://example.com/server", Http = http };
}
