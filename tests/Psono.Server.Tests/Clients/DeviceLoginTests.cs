using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Vault;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

/// <summary>Both ends of our client, on the real server: a device asks, a session approves.</summary>
public sealed class DeviceLoginTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Theory, BothDatabases]
    public async Task An_approved_device_opens_the_account_until_it_logs_out(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var alice = await world.OpenAsync();
        using var key = await alice.ApiKeys.CreateAsync(new VaultApiKeyRights("service key"));
        using var device = await StartAsync(world);
        using var url = DeviceCodeUrl.TryParse(device.Url)!;

        var description = await alice.Devices.DescribeAsync(url);
        await alice.Devices.ApproveAsync(url);
        var session = await device.WaitAsync(TimeSpan.FromSeconds(10), Soon);
        var client = world.Open(session);

        Assert.Equal(("pending", "a test device"), (description!.State, description.DeviceDescription));
        Assert.Equal("service key", Assert.Single(await client.ApiKeys.ListAsync()).Title);
        using var opened = await client.ApiKeys.ReadAsync(key.Id);
        Assert.Equal(key.SecretKey.ToHex(), opened.SecretKey.ToHex());
        await client.LogoutAsync();
        Assert.Equal(PsonoFailure.SessionEnded, (await Assert.ThrowsAsync<PsonoApiException>(() => client.ApiKeys.ListAsync())).Failure);
        Assert.Single(await alice.ListSessionsAsync());
    }

    [Theory, BothDatabases]
    public async Task A_device_waits_until_it_is_approved(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var alice = await world.OpenAsync();
        var network = new RecordingNetwork();
        using var device = await StartAsync(world, network, TimeProvider.System);
        using var url = DeviceCodeUrl.TryParse(device.Url)!;

        var waiting = device.WaitAsync(TimeSpan.FromSeconds(30), Soon);
        while (network.Requests.Count < 5)
            await Task.Delay(Soon);
        Assert.False(waiting.IsCompleted);
        await alice.Devices.ApproveAsync(url);

        Assert.Equal(world.User.SecretKey.ToHex(), (await waiting).UserSecretKey);
    }

    [Fact]
    public async Task A_device_that_nobody_approves_gives_up()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        using var device = await StartAsync(world, time: TimeProvider.System);

        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => device.WaitAsync(TimeSpan.FromMilliseconds(100), Soon));

        Assert.Equal((PsonoFailure.NotApproved, "the device was not approved within 0.1 seconds"), (failure.Failure, failure.Message));
    }

    [Theory, BothDatabases]
    public async Task A_code_that_has_expired_or_was_used_is_told_apart_from_one_that_waits(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var alice = await world.OpenAsync();
        using var device = await StartAsync(world);
        using var url = DeviceCodeUrl.TryParse(device.Url)!;
        await alice.Devices.ApproveAsync(url);
        Assert.Equal(
            "the device code was already approved",
            (await Assert.ThrowsAsync<PsonoApiException>(() => alice.Devices.ApproveAsync(url))).Message);
        await device.WaitAsync(TimeSpan.FromSeconds(10), Soon);
        Assert.Equal(
            "DEVICE_CODE_NOT_FOUND",
            (await Assert.ThrowsAsync<PsonoApiException>(() => device.WaitAsync(TimeSpan.FromSeconds(10), Soon))).ServerCode);
        Assert.Equal(404, (await Assert.ThrowsAsync<PsonoApiException>(() => alice.Devices.DescribeAsync(url))).Status);

        using var late = await StartAsync(world);
        using var lateUrl = DeviceCodeUrl.TryParse(late.Url)!;
        world.Server.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(
            "the device code has expired",
            (await Assert.ThrowsAsync<PsonoApiException>(() => alice.Devices.ApproveAsync(lateUrl))).Message);
        Assert.Equal(
            "the device code has expired",
            (await Assert.ThrowsAsync<PsonoApiException>(() => late.WaitAsync(TimeSpan.FromSeconds(10), Soon))).Message);
    }

    [Theory, BothDatabases]
    public async Task Keys_that_were_sealed_with_another_key_are_not_believed_and_leave_no_session(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var alice = await world.OpenAsync();
        using var device = await StartAsync(world);
        using var wrong = SecretKey.Generate();
        using var url = DeviceCodeUrl.TryParse(device.Url[..^64] + wrong.ToHex())!;
        await alice.Devices.ApproveAsync(url);

        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => device.WaitAsync(TimeSpan.FromSeconds(10), Soon));

        Assert.Equal(PsonoFailure.NotAuthentic, failure.Failure);
        Assert.DoesNotContain(wrong.ToHex(), failure.Message, StringComparison.Ordinal);
        Assert.Single(await alice.ListSessionsAsync());
    }

    [Fact]
    public async Task A_URL_of_another_server_is_refused_before_anything_is_asked()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var alice = await world.OpenAsync();
        using var device = await StartAsync(world);
        using var url = DeviceCodeUrl.TryParse(
            "https://elsewhere.example.com/" + device.Url[device.Url.IndexOf("index.html", StringComparison.Ordinal)..])!;

        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => alice.Devices.DescribeAsync(url));

        Assert.Equal(PsonoFailure.OtherServer, failure.Failure);
        Assert.Contains("https://elsewhere.example.com", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_of_an_earlier_version_has_to_log_in_again()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var old = world.Open(await world.NewSessionAsync() with { UserSauce = null });
        using var device = await StartAsync(world);
        using var url = DeviceCodeUrl.TryParse(device.Url)!;

        Assert.Equal(PsonoFailure.SessionEnded, (await Assert.ThrowsAsync<PsonoApiException>(() => old.Devices.ApproveAsync(url))).Failure);
    }

    private static async Task<DeviceLogin> StartAsync(VaultWorld world, DelegatingHandler? network = null, TimeProvider? time = null)
    {
        var transport = world.Transport(network);
        return await DeviceLogin.StartAsync(
            transport, await VaultWorld.IdentityAsync(transport), "a test device", time ?? world.Server.Clock);
    }
}
