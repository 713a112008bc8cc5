using System.Text;
using Psono.Cli.Commands.Gpg;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;
using Psono.Shared;
using Psono.Tests.Client;

namespace Psono.Tests.Text;

/// <summary>The same text is the same wherever it is read.</summary>
public sealed class Utf8TextTests : IDisposable
{
    private static readonly string Key = new('7', 64);

    private readonly TemporaryDirectory _directory = new();

    private static readonly Dictionary<string, Action<string>> Readers = new()
    {
        ["a secret"] = path => Assert.Equal(Key, TextInput.ReadSecret(path)),
        ["text"] = path => Assert.Equal(Key, TextInput.ReadFile(path).TrimEnd()),
        ["the API secret key"] = path => new SettingsFiles().ReadKey(path).Dispose(),
    };

    public static TheoryData<string> Places => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Places))]
    public void A_byte_order_mark_and_the_line_end_of_an_editor_are_no_part_of_it(string place)
    {
        foreach (var text in new[] { Key, Key + "\n", Key + "\r\n", "\uFEFF" + Key + "\r\n" })
            Readers[place](Write(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Text_of_Windows_is_called_what_it_is(string place)
    {
        foreach (var encoding in new Encoding[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            var refusal = Assert.ThrowsAny<Exception>(() => Readers[place](Write([.. encoding.Preamble, .. encoding.GetBytes(Key)])));
            Assert.EndsWith("is UTF-16 text; save it as UTF-8", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a\n", "a"), InlineData("a\r\n", "a"), InlineData("a\n\n", "a\n"), InlineData("a\r", "a\r"), InlineData(" a ", " a ")]
    public void One_line_end_goes_and_nothing_else(string text, string secret) => Assert.Equal(secret, Utf8Text.WithoutLineEnd(text));

    [Theory]
    [InlineData(new byte[] { 0xE4 }, "is not UTF-8 text")]
    [InlineData(new byte[] { (byte)'a', 0, (byte)'b', (byte)'c' }, "has a zero byte in it, it is no text")]
    public void What_is_no_text_is_not_read(byte[] bytes, string problem) =>
        Assert.Equal(problem, Assert.Throws<FormatException>(() => Utf8Text.Decode(bytes)).Message);

    [Fact]
    public void A_configuration_with_a_byte_order_mark_is_read()
    {
        var toml = $"version = \"1\"\n[psono_settings]\napi_key_id = \"{Guid.Empty}\"\napi_secret_key_hex = \"{Key}\"\n"
            + "server_url = \"https://example.com\"\n";
        using var file = new MemoryStream(Encoding.UTF8.GetBytes("\uFEFF" + toml));

        using var settings = TomlSettings.Parse(TomlSettings.ReadText(file, "x"), "x");

        Assert.Equal("https://example.com", settings.ServerUrl);
    }

    [Fact]
    public void Root_certificates_are_found_behind_a_byte_order_mark_and_called_UTF16_where_they_are()
    {
        using var root = TestAuthority.Root("root").Certificate;
        var pem = root.ExportCertificatePem();
        Trust(Encoding.UTF8.GetBytes("\uFEFF" + pem));
        Assert.Equal(2, RootCertificateBundle.Read(Encoding.UTF8.GetBytes($"\uFEFF{pem}\n\uFEFF{pem}"), subjects: null).Count);

        var refusal = Assert.Throws<PsonoApiException>(() => Trust(Encoding.Unicode.GetBytes(pem)));
        Assert.EndsWith("is UTF-16 text; save it as UTF-8", refusal.Message, StringComparison.Ordinal);
        refusal = Assert.Throws<PsonoApiException>(() => Trust(root.RawData));
        Assert.EndsWith("is not PEM but DER", refusal.Message, StringComparison.Ordinal);

        void Trust(byte[] content) =>
            new HttpTransport(new Uri("https://localhost:1"), new HttpOptions { PemRootCertificatePath = Write(content) }).Dispose();
    }

    [Fact]
    public void A_signature_of_PowerShell_is_called_UTF16() => Assert.EndsWith(
        "is UTF-16 text; save it as UTF-8",
        Assert.Throws<PsonoApiException>(() => OpenPgpPackets.Parse(Encoding.Unicode.GetBytes("-----BEGIN"), "the signature")).Message,
        StringComparison.Ordinal);

    public void Dispose() => _directory.Dispose();

    private string Write(byte[] bytes)
    {
        var path = _directory.File("file");
        File.WriteAllBytes(path, bytes);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
