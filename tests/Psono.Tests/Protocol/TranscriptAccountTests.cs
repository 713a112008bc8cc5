using System.Text;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Protocol;

/// <summary>Server identity, registration and login of the recorded session.</summary>
public sealed class TranscriptAccountTests
{
    [Fact]
    public void The_server_has_the_keys_of_its_private_key()
    {
        var server = Transcript.Recording["server"]!;
        Assert.Equal(Transcript.Text(server["public_key"]), PublicKey.Of(Transcript.ServerPrivateKey).ToHex());
        Assert.Equal(Transcript.Text(server["verify_key"]), Convert.ToHexStringLower(Ed25519.VerifyKey(Transcript.ServerPrivateKey)));
    }

    [Fact]
    public void The_server_information_is_signed()
    {
        var response = Transcript.Find("GET", "/info/")["response"]!;
        var info = Encoding.UTF8.GetBytes(Transcript.Text(response["info"]));
        var signature = Convert.FromHexString(Transcript.Text(response["signature"]));
        var verifyKey = Convert.FromHexString(Transcript.Text(response["verify_key"]));
        Assert.True(Ed25519.Verify(verifyKey, info, signature));
        Assert.Equal(signature, Ed25519.Sign(Transcript.ServerPrivateKey, info));

        info[^2] ^= 1;
        Assert.False(Ed25519.Verify(verifyKey, info, signature));
    }

    [Fact]
    public void The_auth_key_follows_from_user_name_and_password() =>
        Assert.Equal(
            Transcript.Text(Transcript.Registration["authkey"]),
            PasswordHash.AuthKey(Transcript.Username, Transcript.Password, HashingParameters.Default));

    [Fact]
    public void The_registered_private_key_opens_with_the_password_and_belongs_to_the_public_key() =>
        Assert.Equal(Transcript.Text(Transcript.Registration["public_key"]), PublicKey.Of(Transcript.UserPrivateKey).ToHex());

    [Fact]
    public void The_login_is_boxed_in_both_directions()
    {
        var login = Transcript.Find("POST", "/authentication/login/");
        var client = Transcript.Public(login["request"]!["public_key"]);
        foreach (var direction in new[] { "request", "response" })
        {
            var boxed = login[direction]!;
            var opened = Box.Open(
                Transcript.ServerPrivateKey, client, Transcript.Text(boxed["login_info"]), Transcript.Text(boxed["login_info_nonce"]));
            Assert.NotNull(opened);
            Transcript.AssertJson(login[direction + "_plain"]!["login_info"], opened);
        }
    }

    [Fact]
    public void The_account_key_answers_the_validator_of_the_login()
    {
        var login = LoginResult();
        var validator = Box.Open(
            Transcript.UserPrivateKey, Transcript.Public(login["session_public_key"]),
            Transcript.Text(login["user_validator"]), Transcript.Text(login["user_validator_nonce"]));
        Assert.NotNull(validator);

        var activation = Transcript.Find("POST", "/authentication/activate-token/")["request_plain"]!;
        Assert.Equal(validator, Transcript.Open(Transcript.SessionSecretKey, activation, "verification"));
    }

    [Fact]
    public void The_server_hands_back_the_keys_that_were_registered()
    {
        var user = LoginResult()["user"]!;
        var activated = Transcript.Find("POST", "/authentication/activate-token/")["response_plain"]!["user"]!;
        foreach (var member in new[] { "public_key", "private_key", "private_key_nonce", "user_sauce" })
            Assert.Equal(Transcript.Text(Transcript.Registration[member]), Transcript.Text(user[member]));
        foreach (var member in new[] { "secret_key", "secret_key_nonce" })
            Assert.Equal(Transcript.Text(Transcript.Registration[member]), Transcript.Text(activated[member]));
    }

    private static JsonNode LoginResult() => Transcript.Find("POST", "/authentication/login/")["response_plain"]!["login_info"]!;
}
