using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

public sealed class LoginTests
{
    [Theory, BothDatabases]
    public async Task An_account_is_made_and_logged_in_to(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var transport = world.Transport();
        var identity = await VaultWorld.IdentityAsync(transport);
        var bob = new VaultCredentials { Username = "bob@example.com", Password = VaultWorld.Password };
        await VaultClient.RegisterAsync(transport, identity, bob, bob.Username);
        var session = await VaultClient.LoginAsync(transport, identity, bob, world.Server.Clock);
        var client = world.Open(session);

        Assert.Equal("bob@example.com", session.Username);
        Assert.Equal(world.Server.Url + "/server", session.ServerUrl);
        Assert.True(Assert.Single(await client.ListSessionsAsync()).CurrentSession);
    }

    [Fact]
    public async Task A_session_goes_on_after_it_was_kept()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var kept = (await world.LogInAsync()).ToUtf8();

        Assert.DoesNotContain(VaultWorld.Password, Encoding.UTF8.GetString(kept), StringComparison.Ordinal);
        Assert.Single(await world.Open(VaultSession.Parse(kept)!).ListSessionsAsync());
    }

    [Fact]
    public async Task A_login_that_the_server_put_off_tells_the_time_of_its_last_try()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        // Two times what the server tolerates between a client's clock and its own.
        var network = new BusyNetwork(world) { InnerHandler = new SocketsHttpHandler() };
        using var transport = new HttpTransport(
            new Uri(world.Server.Url + "/server"), new HttpOptions(), new HttpMessageInvoker(network));

        var session = await VaultClient.LoginAsync(
            transport, await VaultWorld.IdentityAsync(transport), world.Credentials, world.Server.Clock);

        Assert.Equal(2, network.PutOff);
        Assert.Single(await world.Open(session).ListSessionsAsync());
    }

    [Theory, BothDatabases]
    public async Task A_wrong_password_is_refused(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);

        Assert.Equal(
            "USERNAME_OR_PASSWORD_WRONG", (await Assert.ThrowsAsync<PsonoApiException>(() => world.LogInAsync("another"))).ServerCode);
    }

    [Theory, BothDatabases]
    public async Task A_session_has_ended_after_the_logout(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var session = await world.NewSessionAsync();
        await world.Open(session).LogoutAsync();

        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => world.Open(session).ListSessionsAsync());
        Assert.Equal(PsonoFailure.SessionEnded, failure.Failure);
        await world.Open(session).LogoutAsync();
    }

    [Fact]
    public async Task A_session_ends_with_its_time()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = world.Open(await world.LogInAsync());
        world.Server.Clock.Advance(TimeSpan.FromHours(25));

        Assert.Equal(PsonoFailure.SessionEnded, (await Assert.ThrowsAsync<PsonoApiException>(() => client.ListSessionsAsync())).Failure);
    }

    [Theory, BothDatabases]
    public async Task A_session_works_on_no_other_device(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var stolen = await world.NewSessionAsync() with { DeviceFingerprint = Guid.NewGuid().ToString() };

        Assert.Equal(
            PsonoFailure.SessionEnded, (await Assert.ThrowsAsync<PsonoApiException>(() => world.Open(stolen).ListSessionsAsync())).Failure);
    }

    [Fact]
    public async Task A_server_is_trusted_on_first_use_and_must_keep_its_key()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var transport = world.Transport();
        var identity = await VaultWorld.IdentityAsync(transport);

        await ServerIdentity.FetchAsync(transport, identity.VerifyKey.ToUpperInvariant(),
            _ => throw new InvalidOperationException("a known server is not asked about"));
        var changed = await Assert.ThrowsAsync<PsonoApiException>(
            () => ServerIdentity.FetchAsync(transport, new string('0', 64), _ => true));
        Assert.Equal(PsonoFailure.ServerKeyChanged, changed.Failure);
        Assert.Contains(identity.VerifyKey, changed.Message, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<PsonoApiException>(() => ServerIdentity.FetchAsync(transport, null, _ => false));
        Assert.Equal(PsonoFailure.ServerNotTrusted, refused.Failure);
    }

    [Theory, BothDatabases]
    public async Task The_keys_of_the_account_are_what_the_session_holds(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var session = await world.LogInAsync();

        Assert.Equal(world.User.SecretKey.ToHex(), session.UserSecretKey);
        Assert.Equal(world.User.PrivateKey.ToHex(), session.UserPrivateKey);
        Assert.NotEqual((await world.NewSessionAsync()).SessionSecretKey, session.SessionSecretKey);
    }

    [Theory, BothDatabases]
    public async Task A_name_is_given_once(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var transport = world.Transport();
        var identity = await VaultWorld.IdentityAsync(transport);

        var failure = await Assert.ThrowsAsync<PsonoApiException>(
            () => VaultClient.RegisterAsync(transport, identity, world.Credentials, "other@example.com"));

        Assert.Equal("an account with this user name already exists", failure.Message);
    }

    /// <summary>Puts the first two logins off; meanwhile time goes by.</summary>
    private sealed class BusyNetwork(VaultWorld world) : DelegatingHandler
    {
        public int PutOff { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (PutOff == 2 || !request.RequestUri!.AbsolutePath.EndsWith("/login/", StringComparison.Ordinal))
                return base.SendAsync(request, cancellationToken);
            PutOff++;
            world.Server.Clock.Advance(TimeSpan.FromSeconds(40));
            var answer = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("{}") };
            answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.Zero);
            answer.Headers.Add("Psono-Net-Outcome", "none");
            return Task.FromResult(answer);
        }
    }
}
