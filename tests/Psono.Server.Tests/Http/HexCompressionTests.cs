using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Http;

/// <summary>A tree of thousands of secrets on a slow line.</summary>
public sealed class HexCompressionTests
{
    [Theory]
    [InlineData("gzip, deflate, br", 20_000, true), InlineData("gzip;q=0, br", 20_000, false), InlineData(null, 20_000, false)]
    [InlineData("gzip", 2_000, false)]
    public async Task A_large_sealed_answer_is_half_as_large_for_whoever_takes_it(string? accepted, int size, bool isCompressed)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        var id = await TestDatastore.CreateAsync(alice);
        var data = TestUser.Hex(size / 2);
        (await alice.PostAsync("/datastore/", $$"""{"datastore_id":"{{id}}","data":"{{data}}","data_nonce":"{{TestUser.Hex(24)}}"}"""))
            .ShouldSucceed();

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/server/datastore/{id}/");
        request.Headers.Authorization = new AuthenticationHeaderValue("Token", alice.Token);
        request.Headers.Add("Authorization-Validator", alice.Sealed(alice.Validator()));
        if (accepted is not null)
            request.Headers.Add("Accept-Encoding", accepted);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var wire = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(isCompressed, response.Content.Headers.ContentEncoding.Contains("gzip"));
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        var body = isCompressed ? Decompress(wire) : wire;
        if (isCompressed)
        {
            Assert.InRange(wire.Length, body.Length * 0.49, body.Length * 0.53);
            Assert.Equal([$"{body.Length}"], response.Headers.GetValues("Psono-Net-Length"));
        }

        var sealedText = JsonSerializer.Deserialize(body, Protocol.PsonoJsonContext.Wire.SealedText)!;
        var opened = SecretBox.Open(alice.SecretKey, sealedText.Text, sealedText.Nonce)!;
        Assert.Equal(data, JsonElement.Parse(opened).GetProperty("data").GetString());
    }

    private static byte[] Decompress(byte[] wire)
    {
        using var gzip = new GZipStream(new MemoryStream(wire), CompressionMode.Decompress);
        using var body = new MemoryStream();
        gzip.CopyTo(body);
        return body.ToArray();
    }
}
