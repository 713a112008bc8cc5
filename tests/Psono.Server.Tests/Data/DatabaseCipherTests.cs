using Psono.Server.Data;

namespace Psono.Server.Tests.Data;

public sealed class DatabaseCipherTests
{
    [Fact]
    public void The_vector_of_the_protocol_opens()
    {
        const string Stored =
            "000102030405060708090a0b0c0d0e0f1011121314151617a5fb4fd7c1e11582c209abbcfc79928d570353c8778d32c501bba5c9db6e10";

        Assert.Equal("alice@mail.test", new DatabaseCipher("my db secret").Open(Stored));
    }

    [Fact]
    public void What_is_sealed_opens_with_the_same_secret_only()
    {
        var stored = new DatabaseCipher("a").Seal("text");

        Assert.Equal("text", new DatabaseCipher("a").Open(stored));
        Assert.Null(new DatabaseCipher("b").Open(stored));
        Assert.Null(new DatabaseCipher("a").Open(stored[..^2]));
        Assert.Null(new DatabaseCipher("a").Open(""));
        Assert.NotEqual(stored, new DatabaseCipher("a").Seal("text"));
    }
}
