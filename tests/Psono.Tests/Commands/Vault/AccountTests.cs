using Psono.Client.Accounts;
using Psono.Protocol.Info;

namespace Psono.Tests.Commands.Vault;

public sealed class AccountTests
{
    [Theory]
    [InlineData("alice", "https://example.com/server", "alice@example.com")]
    [InlineData("alice", "https://www.example.com:8443/server", "alice@example.com")]
    [InlineData(" Alice ", "https://EXAMPLE.com", "alice@example.com")]
    [InlineData("Alice@Other.example", "https://example.com/server", "alice@other.example")]
    public void A_bare_name_belongs_to_the_server(string name, string server, string username) =>
        Assert.Equal(username, VaultCredentials.CompleteUsername(name, new Uri(server)));

    [Theory]
    [InlineData("short-Passw0rd")]
    [InlineData("aaaaaaaaaaaaa1")]
    [InlineData("AAAAAAAAAAAAA ")]
    [InlineData("ääääääääääääää1")]
    public void A_password_of_two_classes_and_14_characters_will_do(string password) => Assert.Null(new PasswordPolicy().Refusal(password));

    [Theory]
    [InlineData("", "0 characters, at least 14")]
    [InlineData("Passw0rd", "8 characters, at least 14")]
    [InlineData("aaaaaaaaaaaaaa", "has 1 of")]
    [InlineData("12345678901234", "has 1 of")]
    public void Any_other_password_is_refused_without_being_repeated(string password, string problem)
    {
        var refusal = new PasswordPolicy().Refusal(password);

        Assert.Contains(problem, refusal, StringComparison.Ordinal);
        Assert.True(password.Length == 0 || !refusal!.Contains(password, StringComparison.Ordinal));
    }

    [Fact]
    public void The_server_may_ask_for_more_or_less()
    {
        var info = new ServerInfo
        {
            Version = "1",
            Type = "CE",
            PublicKey = "",
            MinMasterPasswordLength = 4,
            MinMasterPasswordComplexity = 3,
        };

        Assert.Null(PasswordPolicy.Of(info).Refusal("aB1."));
        Assert.NotNull(PasswordPolicy.Of(info).Refusal("aB1"));
        Assert.NotNull(PasswordPolicy.Of(info).Refusal("aaB"));
        Assert.Equal(
            new PasswordPolicy(14, 2), PasswordPolicy.Of(info with { MinMasterPasswordLength = null, MinMasterPasswordComplexity = null }));
    }
}
