using System.Text.Json.Nodes;
using Psono.Client;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Tests.Cryptography;

namespace Psono.Tests.Client;

/// <summary>A server that hands out another secret than the one that was asked for, and keeps quiet about all that is ours.</summary>
public sealed class GrantBindingTests : IDisposable
{
    private static readonly JsonArray Vectors = VectorFile.Load("derived-keys.json")["grant_bindings"]!.AsArray();
    private static readonly Guid First = ApiKeyServer.IdOf(0);

    private readonly CachingClient _caching = new();

    public static TheoryData<string> Names => [.. Vectors.Select(vector => (string)vector!["name"]!)];

    public void Dispose() => _caching.Dispose();

    [Theory, MemberData(nameof(Names))]
    public void A_grant_is_bound_as_published_and_opens_as_any(string name)
    {
        var vector = Vectors.Single(vector => (string)vector!["name"]! == name)!;
        using var apiSecretKey = SecretKey.FromHex((string)vector["api_secret_key"]!);
        using var secretKey = SecretKey.FromHex((string)vector["secret_key"]!);
        var (apiKeyId, secretId) = (Guid.Parse((string)vector["api_key_id"]!), Guid.Parse((string)vector["secret_id"]!));

        var binding = new GrantBinding(apiSecretKey, apiKeyId);
        var grant = binding.Seal(secretId, secretKey);

        Assert.Equal((string?)vector["secret_key_nonce"], grant.Nonce);
        using var opened = SecretBox.OpenKey(apiSecretKey, grant.Text, grant.Nonce);
        Assert.Equal(secretKey.ToHex(), opened?.ToHex());
        Assert.Equal(GrantBindingVerdict.Bound, binding.Check(secretId, secretKey, grant.Nonce.ToUpperInvariant()));
        Assert.Equal(GrantBindingVerdict.Swapped, binding.Check(Guid.NewGuid(), secretKey, grant.Nonce));
        Assert.Equal(GrantBindingVerdict.Unbound, binding.Check(secretId, secretKey, new string('0', 48)));
        Assert.Equal(GrantBindingVerdict.Unbound, binding.Check(secretId, secretKey, ""));
        var other = new GrantBinding(apiSecretKey, secretId);
        Assert.Equal(GrantBindingVerdict.Swapped, other.Check(secretId, secretKey, grant.Nonce));
        Assert.Equal(GrantBindingVerdict.Swapped, other.Check(apiKeyId, secretKey, grant.Nonce));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Another_secret_is_refused_however_it_is_asked_for(bool bulk)
    {
        await using var server = new ApiKeyServer(bulk, """{"note_title":"a"}""", """{"note_title":"b"}""");
        server.Index(0, "a");
        server.Index(1, "b");
        server.Impostors[First] = server.Secrets[1];
        using var client = server.Connect();

        await ShouldRefuseAsync(() => client.ReadAsync(First));
        await ShouldRefuseAsync(() => client.ReadManyAsync());
        await ShouldRefuseAsync(() => client.ReadManyAsync([First]));
        await ShouldRefuseAsync(() => client.ReadNamedAsync(["a"]));
        Assert.Equal(PsonoFailure.Swapped, (await _caching.FailAsync(server)).Failure);
        (await client.ReadAsync(ApiKeyServer.IdOf(1))).Dispose();
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Nothing_is_sealed_with_the_key_of_another_secret(bool bulk)
    {
        await using var server = new ApiKeyServer(bulk, """{"note_title":"a"}""", """{"note_title":"b"}""");
        server.Impostors[First] = server.Secrets[1];
        using var client = server.Connect();

        await ShouldRefuseAsync(() => client.UpdateAsync(First, content =>
        {
            content.Set("note_notes", "new");
            return true;
        }));

        Assert.DoesNotContain(server.Http.Requests, request => request.Method == "PUT");
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_grant_of_another_client_is_told_apart_and_refused_if_all_have_to_be_bound(bool bulk)
    {
        await using var server = new ApiKeyServer(bulk, """{"note_title":"a"}""", """{"note_title":"b"}""");
        server.Unbind(1);
        using var client = server.Connect();
        using var strict = server.Connect();
        strict.RequireBoundGrants = true;

        var secrets = await client.ReadManyAsync();
        Assert.Equal([true, false], secrets.Select(secret => secret.IsBound));
        Assert.True(await client.UpdateAsync(ApiKeyServer.IdOf(1), _ => true));

        (await strict.ReadAsync(First)).Dispose();
        foreach (var id in new[] { 1, 0 })
        {
            // The first one too, if it is swapped for one of which nobody can tell.
            server.Impostors[First] = server.Secrets[1];
            await ShouldRefuseAsync(() => strict.ReadAsync(ApiKeyServer.IdOf(id)), PsonoFailure.Unbound);
            await ShouldRefuseAsync(() => strict.UpdateAsync(ApiKeyServer.IdOf(id), _ => true), PsonoFailure.Unbound);
        }

        await ShouldRefuseAsync(() => strict.ReadManyAsync(), PsonoFailure.Unbound);
    }

    private static async Task ShouldRefuseAsync(Func<Task> read, PsonoFailure failure = PsonoFailure.Swapped)
    {
        var refused = await Assert.ThrowsAsync<PsonoApiException>(read);
        Assert.Equal(failure, refused.Failure);
    }
}
