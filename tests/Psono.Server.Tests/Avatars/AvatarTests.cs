using System.Net;
using Psono.Server.Avatars;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Avatars;

public sealed class AvatarTests
{
    [Theory, BothDatabases]
    public async Task A_picture_is_set_seen_replaced_and_deleted(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var search = await session.PostAsync("/user/search/", """{"user_username":"alice@example.com"}""");
        (await session.GetAsync("/avatar/")).ShouldBe(HttpStatusCode.OK, """{"avatars":[]}""");

        var first = await SetAsync(session, TestPicture.Png());
        var second = await SetAsync(session, TestPicture.Jpeg());

        (await session.GetAsync("/avatar/")).ShouldBe(HttpStatusCode.OK, $$"""{"avatars":[{"id":"{{second["id"]}}"}]}""");
        Assert.Equal(second["id"], (await session.PostAsync("/user/search/", """{"user_username":"alice@example.com"}"""))["avatar_id"]);
        var path = $"/server/avatar-image/{search["id"]}";
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Http.GetAsync($"{path}/{first["id"]}/")).StatusCode);
        using var shown = await server.Http.GetAsync($"{path}/{second["id"]}/");
        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (shown.StatusCode, shown.Content.Headers.ContentType!.ToString()));
        Assert.Equal(TestPicture.Jpeg(), await shown.Content.ReadAsByteArrayAsync());
        Assert.Equal("nosniff", shown.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("public, max-age=2592000", shown.Headers.CacheControl!.ToString());
        Assert.Equal("default-src 'none'; sandbox", shown.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal(new DateTimeOffset(2026, 12, 23, 19, 12, 46, TimeSpan.Zero), shown.Content.Headers.Expires);

        var mallory = await server.RegisterAndLogInAsync("mallory");
        var delete = $$"""{"avatar_id":"{{second["id"]}}"}""";
        (await mallory.DeleteAsync("/avatar/", delete)).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await session.DeleteAsync("/avatar/", delete)).ShouldBe(HttpStatusCode.OK, "{}");
        (await session.DeleteAsync("/avatar/", delete)).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Http.GetAsync($"{path}/{second["id"]}/")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Http.GetAsync($"{path}/x/")).StatusCode);
    }

    [Fact]
    public async Task What_a_browser_keeps_of_a_picture_is_not_for_pages_elsewhere()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");
        var id = (await session.PostAsync("/user/search/", """{"user_username":"alice@example.com"}"""))["id"];
        var avatar = (await SetAsync(session, TestPicture.Png()))["id"];
        var path = $"/server/avatar-image/{id}/{avatar}/";

        using var shown = await server.Http.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", "https://vault.example.com");
        using var fetched = await server.Http.SendAsync(request);

        Assert.Equal("Origin", Assert.Single(shown.Headers.Vary));
        Assert.Equal("Origin", Assert.Single(fetched.Headers.Vary));
        Assert.Equal("https://vault.example.com", fetched.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task What_is_no_picture_is_refused()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");

        (await PostAsync(session, "???")).ShouldRefuse("INVALID_BASE64");
        (await PostAsync(session, "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray())).ShouldRefuse("DATA_NO_IMAGE");
        (await PostAsync(session, "<html></html>"u8.ToArray())).ShouldRefuse("DATA_NO_IMAGE");
        (await PostAsync(session, [.. "GIF89a"u8, .. new byte[20]])).ShouldRefuse("DATA_NO_IMAGE");
        (await PostAsync(session, TestPicture.Png(width: 5000))).ShouldRefuse("DATA_NO_IMAGE");
        (await PostAsync(session, TestPicture.Jpeg(height: 5000))).ShouldRefuse("DATA_NO_IMAGE");
        (await PostAsync(session, TestPicture.Png()[..40])).ShouldRefuse("DATA_NO_IMAGE");
        (await PostAsync(session, new byte[(100 * 1024) + 1])).ShouldRefuse("SIZE_EXCEEDED");
        (await PostAsync(session, TestPicture.Png(padding: 100_000))).ShouldSucceed();
    }

    [Fact]
    public void What_says_more_than_the_picture_is_taken_out()
    {
        var png = Picture.Read(TestPicture.Png("tEXt", "GPS 48.1"u8.ToArray()))!;
        Assert.Equal("image/png", png.ContentType);
        Assert.Equal(TestPicture.Png(), png.Data);
        Assert.Equal(TestPicture.Png(), Picture.Read([.. TestPicture.Png(), .. "<script>"u8])!.Data);

        var jpeg = Picture.Read(TestPicture.Jpeg(application: "Exif GPS 48.1"u8.ToArray()))!;
        Assert.Equal("image/jpeg", jpeg.ContentType);
        Assert.Equal(TestPicture.Jpeg(), jpeg.Data);
        Assert.Equal(TestPicture.Jpeg(), Picture.Read([.. TestPicture.Jpeg(), .. "<script>"u8])!.Data);
    }

    [Fact]
    public void No_end_and_no_changed_byte_of_a_picture_is_more_than_it_can_take()
    {
        foreach (var picture in (byte[][])[TestPicture.Png("tEXt", "x"u8.ToArray()), TestPicture.Jpeg(application: "x"u8.ToArray())])
        {
            for (var i = 0; i < picture.Length; i++)
            {
                Picture.Read(picture.AsSpan(0, i));
                foreach (var value in (byte[])[0, 1, 0x7f, 0xff, (byte)(picture[i] ^ 0x80)])
                {
                    var changed = (byte[])picture.Clone();
                    changed[i] = value;
                    Picture.Read(changed);
                }
            }
        }
    }

    private static async Task<TestAnswer> SetAsync(TestSession session, byte[] picture)
    {
        var answer = await PostAsync(session, picture);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
        return answer;
    }

    private static Task<TestAnswer> PostAsync(TestSession session, byte[] picture) => PostAsync(session, Convert.ToBase64String(picture));

    private static Task<TestAnswer> PostAsync(TestSession session, string base64) =>
        session.PostAsync("/avatar/", $$"""{"data_base64":"{{base64}}"}""");
}
