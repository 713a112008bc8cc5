using Psono.Protocol.Cryptography;

namespace Psono.Tests.Cryptography;

public sealed class BoxRefusalTests : IDisposable
{
    private readonly SecretKey _sender = SecretKey.Generate();
    private readonly SecretKey _receiver = SecretKey.Generate();
    private readonly SealedText _sealed;

    public BoxRefusalTests()
    {
        _sealed = Box.Seal(_sender, PublicKey.Of(_receiver), "attack at dawn");
        Assert.NotNull(Open(_sealed.Text, _sealed.Nonce));
    }

    [Fact]
    public void Every_changed_digit_of_the_ciphertext_is_refused()
    {
        for (var position = 0; position < _sealed.Text.Length; position++)
            Assert.Null(Open(Change(_sealed.Text, position), _sealed.Nonce));
    }

    [Fact]
    public void Every_changed_digit_of_the_nonce_is_refused()
    {
        for (var position = 0; position < _sealed.Nonce.Length; position++)
            Assert.Null(Open(_sealed.Text, Change(_sealed.Nonce, position)));
    }

    [Fact]
    public void Every_truncated_text_is_refused()
    {
        for (var length = 0; length < _sealed.Text.Length; length++)
            Assert.Null(Open(_sealed.Text[..length], _sealed.Nonce));
        for (var length = 0; length < _sealed.Nonce.Length; length++)
            Assert.Null(Open(_sealed.Text, _sealed.Nonce[..length]));
    }

    [Fact]
    public void Nobody_else_opens_it()
    {
        using var stranger = SecretKey.Generate();
        Assert.Null(Box.Open(stranger, PublicKey.Of(_sender), _sealed.Text, _sealed.Nonce));
        Assert.Null(Box.Open(_receiver, PublicKey.Of(stranger), _sealed.Text, _sealed.Nonce));
        Assert.Null(Box.Open(_receiver, PublicKey.Of(_receiver), _sealed.Text, _sealed.Nonce));
        Assert.Null(SecretBox.Open(_receiver, _sealed.Text, _sealed.Nonce));
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Null(Open(null, _sealed.Nonce));
        Assert.Null(Open(_sealed.Text, null));
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }

    private byte[]? Open(string? text, string? nonce) => Box.Open(_receiver, PublicKey.Of(_sender), text, nonce);

    private static string Change(string hex, int position) =>
        string.Concat(hex.AsSpan(0, position), hex[position] == '0' ? "1" : "0", hex.AsSpan(position + 1));
}
