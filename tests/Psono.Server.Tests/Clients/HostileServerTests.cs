using System.Text.Json.Nodes;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Vault;
using Psono.Protocol.Cryptography;

namespace Psono.Server.Tests.Clients;

/// <summary>What a server could try at login. Nothing is believed, and nothing more is sent.</summary>
public sealed class HostileServerTests(SharedVaultWorld shared) : IClassFixture<SharedVaultWorld>
{
    private const string Activation = "authentication/activate-token/";

    [Fact]
    public async Task An_identity_that_is_not_signed_is_refused()
    {
        var network = await TryAsync(
            PsonoFailure.NotAuthentic,
            keys => new(keys) { Info = answer => answer["info"] = answer["info"]!.GetValue<string>() + " " });

        Assert.Equal(["info/"], network.Requests);
    }

    [Theory]
    [InlineData("hashing_algorithm", "\"md5\"")]
    [InlineData("hashing_parameters", """{"u":13,"r":8,"p":1,"l":64}""")]
    [InlineData("hashing_parameters", """{"u":14,"r":7,"p":1,"l":64}""")]
    [InlineData("hashing_parameters", """{"u":14,"r":8,"p":0,"l":64}""")]
    [InlineData("hashing_parameters", """{"u":14,"r":8,"p":1,"l":32}""")]
    [InlineData("hashing_parameters", """{"u":40,"r":8,"p":1,"l":64}""")]
    public async Task A_password_is_hashed_neither_weakly_nor_forever(string member, string value)
    {
        var network = await TryAsync(
            PsonoFailure.UnexpectedAnswer, keys => new(keys) { Prelogin = answer => answer[member] = JsonNode.Parse(value) });

        Assert.Equal("authentication/prelogin/", network.Requests[^1]);
    }

    [Fact]
    public Task The_account_s_own_hash_is_not_weak_either() => TryLoginAsync(
        PsonoFailure.UnexpectedAnswer, login => login["user"]!["hashing_parameters"] = JsonNode.Parse("""{"u":10,"r":8,"p":1,"l":64}"""));

    /// <summary>
    /// With the user name as salt, the account's key would follow from the login secret that the server gets: it
    /// could hand out keys of its own.
    /// </summary>
    [Fact]
    public Task A_salt_that_gives_the_server_the_account_s_key_is_refused() =>
        TryLoginAsync(PsonoFailure.NotAuthentic, (login, ephemeral) =>
        {
            var user = login["user"]!.AsObject();
            using var known = PasswordHash.EncryptionKey(VaultWorld.Password, "alice@example.com", HashingParameters.Default);
            using var forged = SecretKey.Generate();
            var sealedKey = SecretBox.SealKey(known, forged);
            user["user_sauce"] = "alice@example.com";
            user["private_key"] = sealedKey.Text;
            user["private_key_nonce"] = sealedKey.Nonce;
            user["public_key"] = PublicKey.Of(forged).ToHex();
            HostileNetwork.Seal(login, "user_validator", ephemeral, PublicKey.Of(forged), new string('a', 64));
        });

    [Fact]
    public Task Another_private_key_is_refused() =>
        TryLoginAsync(PsonoFailure.NotAuthentic, login => login["user"]!["private_key_nonce"] = new string('0', 48));

    [Fact]
    public Task A_public_key_of_someone_else_is_refused() =>
        TryLoginAsync(PsonoFailure.NotAuthentic, login => login["user"]!["public_key"] = new string('1', 64));

    [Fact]
    public Task A_session_key_that_does_not_open_is_refused() =>
        TryLoginAsync(PsonoFailure.NotAuthentic, login => login["session_secret_key_nonce"] = new string('0', 48));

    [Fact]
    public async Task Only_a_challenge_is_opened_for_the_server()
    {
        var network = await TryAsync(PsonoFailure.NotAuthentic, keys => new(keys)
        {
            Login = (login, ephemeral) => HostileNetwork.Seal(
                login, "user_validator", ephemeral, HostileNetwork.Key(login["user"]!["public_key"]),
                "a text that someone else sealed for the user"),
        });

        Assert.DoesNotContain(Activation, network.Requests);
    }

    [Theory]
    [InlineData("webauthn_2fa", "webauthn_2fa")]
    [InlineData("google_authenticator_2fa", "one-time password")]
    public async Task A_second_factor_that_cannot_be_given_is_named(string factor, string named)
    {
        var world = shared.World;
        var transport = world.Transport(new HostileNetwork(world.Server.State.Keys.PrivateKey)
        {
            Login = (login, _) => login["required_multifactors"] = new JsonArray(factor),
        });
        var identity = await VaultWorld.IdentityAsync(transport);

        var failure = await Assert.ThrowsAsync<PsonoApiException>(
            () => VaultClient.LoginAsync(transport, identity, world.Credentials, world.Server.Clock));

        Assert.Equal(PsonoFailure.SecondFactorRequired, failure.Failure);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("123456", 1, true)]
    [InlineData("111111,222222, 123456 ", 3, true)]
    [InlineData("111111,222222,333333,123456", 3, false)]
    public async Task A_one_time_password_may_be_mistyped_twice(string typed, int asked, bool solves)
    {
        var world = shared.World;
        var network = new HostileNetwork(world.Server.State.Keys.PrivateKey)
        {
            OneTimePassword = "123456",
            Login = (login, _) => login["required_multifactors"] = new JsonArray("google_authenticator_2fa"),
        };
        var transport = world.Transport(network);
        var answers = new Queue<string>(typed.Split(','));
        var credentials = new VaultCredentials
        {
            Username = world.Username,
            Password = VaultWorld.Password,
            OneTimePassword = _ => Task.FromResult(answers.Dequeue()),
        };
        var identity = await VaultWorld.IdentityAsync(transport);

        // The real server knows nothing of the other session key: what matters is whether the client comes this far.
        await Assert.ThrowsAsync<PsonoApiException>(() => VaultClient.LoginAsync(transport, identity, credentials, world.Server.Clock));

        Assert.Equal(asked, network.Requests.Count(path => path == "authentication/ga-verify/"));
        Assert.Equal(solves, network.Requests.Contains(Activation));
    }

    private Task TryLoginAsync(PsonoFailure expected, Action<JsonObject> change) => TryLoginAsync(expected, (login, _) => change(login));

    private async Task TryLoginAsync(PsonoFailure expected, Action<JsonObject, SecretKey> change)
    {
        var network = await TryAsync(expected, keys => new(keys) { Login = change });
        Assert.Equal("authentication/login/", network.Requests[^1]);
    }

    private async Task<HostileNetwork> TryAsync(PsonoFailure expected, Func<SecretKey, HostileNetwork> hostile)
    {
        var world = shared.World;
        var network = hostile(world.Server.State.Keys.PrivateKey);
        var transport = world.Transport(network);
        var failure = await Assert.ThrowsAsync<PsonoApiException>(async () =>
            await VaultClient.LoginAsync(transport, await VaultWorld.IdentityAsync(transport), world.Credentials, world.Server.Clock));
        Assert.Equal(expected, failure.Failure);
        Assert.DoesNotContain(VaultWorld.Password, failure.Message, StringComparison.Ordinal);
        return network;
    }
}
