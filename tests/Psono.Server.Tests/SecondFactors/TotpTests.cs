using System.Net;
using System.Text;
using Psono.Server.SecondFactors;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.SecondFactors;

public sealed class TotpTests
{
    [Theory, BothDatabases]
    public async Task An_authenticator_is_set_up_listed_and_removed(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        (await session.GetAsync("/user/ga/")).ShouldBe(HttpStatusCode.OK, """{"google_authenticators":[]}""");

        var made = await session.PutAsync("/user/ga/", """{"title":"phone"}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Matches("^[A-Z2-7]{32}$", made["secret"]);
        var totp = new TestTotp(made["id"], made["secret"]);
        (await session.GetAsync("/user/ga/")).ShouldBe(
            HttpStatusCode.OK, $$"""{"google_authenticators":[{"id":"{{totp.Id}}","active":false,"title":"phone"}]}""");

        (await totp.ActivateAsync(session, totp.Code(server))).ShouldBe(HttpStatusCode.OK, "{}");
        (await session.GetAsync("/user/ga/")).ShouldBe(
            HttpStatusCode.OK, $$"""{"google_authenticators":[{"id":"{{totp.Id}}","active":true,"title":"phone"}]}""");

        (await totp.DeleteAsync(session)).ShouldBe(HttpStatusCode.OK, "{}");
        (await session.GetAsync("/user/ga/")).ShouldBe(HttpStatusCode.OK, """{"google_authenticators":[]}""");
        (await totp.DeleteAsync(session)).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
    }

    [Theory, BothDatabases]
    public async Task What_is_wrong_is_named(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var mallory = await server.RegisterAndLogInAsync("mallory");
        var totp = await TestTotp.CreateAsync(session);

        (await session.PutAsync("/user/ga/", "{}")).ShouldBe(HttpStatusCode.BadRequest, """{"title":["This field is required."]}""");
        (await totp.ActivateAsync(session, "12345")).ShouldBe(
            HttpStatusCode.BadRequest, """{"google_authenticator_token":["Ensure this field has at least 6 characters."]}""");
        (await totp.ActivateAsync(session, "12345a")).ShouldRefuse("GA_TOKENS_ONLY_CONTAIN_DIGITS");
        (await totp.ActivateAsync(session, totp.WrongCode(server))).ShouldRefuse("GA_TOKEN_INCORRECT");
        (await totp.ActivateAsync(mallory, totp.Code(server))).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await totp.DeleteAsync(mallory)).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await totp.ActivateAsync(session, totp.Code(server))).ShouldSucceed();
        (await totp.ActivateAsync(session, totp.Code(server))).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await TestTotp.VerifyAsync(session, "12345a")).ShouldRefuse("GA_TOKENS_ONLY_CONTAIN_DIGITS");
        (await TestTotp.VerifyAsync(mallory, "123456")).ShouldRefuse("NO_GOOGLE_AUTHENTICATOR_FOUND");
        (await TestTotp.VerifyAsync(session, totp.WrongCode(server))).ShouldRefuse("GA_TOKEN_INCORRECT");
    }

    [Theory, BothDatabases]
    public async Task A_code_is_good_once_and_none_before_it_any_more(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var totp = await TestTotp.CreateAsync(session);
        var first = totp.Code(server);
        (await totp.ActivateAsync(session, first)).ShouldSucceed();

        (await TestTotp.VerifyAsync(session, first)).ShouldRefuse("GA_TOKEN_INCORRECT");
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        var (previous, next) = (totp.Code(server), totp.Code(server, steps: 1));
        (await TestTotp.VerifyAsync(session, next)).ShouldSucceed();
        (await TestTotp.VerifyAsync(session, next)).ShouldRefuse("GA_TOKEN_INCORRECT");
        (await TestTotp.VerifyAsync(session, previous)).ShouldRefuse("GA_TOKEN_INCORRECT");
    }

    [Fact]
    public async Task A_code_is_good_once_over_all_servers_even_at_the_same_moment()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        await using var one = await TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, []);
        await using var other = await TestServer.StartAsync(
            DatabaseKind.PostgreSql, schema.ConnectionString, ["--keys-file", one.KeysFile]);
        var session = await one.RegisterAndLogInAsync("alice");
        var totp = await TestTotp.AddAsync(one, session);
        other.Clock.Advance(TimeSpan.FromSeconds(30));
        var logins = new List<TestSession>();
        for (var i = 0; i < 4; i++)
            logins.Add(await session.User.StartLoginAsync(i % 2 == 0 ? one : other));

        var code = totp.Code(one);
        var answers = await Task.WhenAll(logins.Select(login => TestTotp.VerifyAsync(login, code)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(3, answers.Count(answer => answer.Text == """{"non_field_errors":["GA_TOKEN_INCORRECT"]}"""));
    }

    [Fact]
    public async Task How_far_a_clock_may_be_off_is_a_setting()
    {
        await using var exact = await TestServer.StartAsync(DatabaseKind.Sqlite, "--totp-valid-window", "0");
        await using var tolerant = await TestServer.StartAsync(DatabaseKind.Sqlite);

        foreach (var (server, isAccepted) in ((TestServer, bool)[])[(exact, false), (tolerant, true)])
        {
            var session = await server.RegisterAndLogInAsync("alice");
            var totp = await TestTotp.AddAsync(server, session);
            server.Clock.Advance(TimeSpan.FromSeconds(60));

            var late = await TestTotp.VerifyAsync(session, totp.Code(server, steps: -1));

            Assert.Equal(isAccepted, late.Status == HttpStatusCode.OK);
            (await TestTotp.VerifyAsync(session, totp.Code(server, steps: 2))).ShouldRefuse("GA_TOKEN_INCORRECT");
        }
    }

    [Fact]
    public async Task The_key_is_not_readable_in_the_database()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");
        var totp = await TestTotp.AddAsync(server, session);
        await server.State.Database.TidyAsync();

        var files = Directory.EnumerateFiles(server.DataDirectory, "psono.sqlite*").Select(ReadShared).ToList();

        Assert.Contains(files, bytes => bytes.AsSpan().IndexOf("phone"u8) >= 0);
        Assert.DoesNotContain(files, bytes => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(totp.Key)) >= 0);
        Assert.DoesNotContain(files, bytes => bytes.AsSpan().IndexOf(OtpNet.Base32Encoding.ToBytes(totp.Key)) >= 0);
    }

    [Theory, BothDatabases]
    public async Task An_account_has_a_bounded_number_of_factors(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        for (var i = 0; i < 32; i++)
            await TestTotp.CreateAsync(session);

        (await session.PutAsync("/user/ga/", """{"title":"one more"}""")).ShouldRefuse("TOO_MANY_SECOND_FACTORS");

        // What was begun and left makes room.
        server.Clock.Advance(TimeSpan.FromHours(2));
        var totp = await TestTotp.CreateAsync(session);
        (await totp.ActivateAsync(session, totp.Code(server))).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task The_factors_of_accounts_are_known_and_can_be_removed_together(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        await server.RegisterAndLogInAsync("bob");
        await TestTotp.AddAsync(server, alice);
        var id = Guid.Parse((await alice.PostAsync("/user/search/", """{"user_username":"alice@example.com"}"""))["id"]);

        var kinds = await server.State.Database.ReadAsync(SecondFactorStore.KindsOfAllAsync);

        Assert.Equal([KeyValuePair.Create(id, FactorKinds.Totp)], kinds);
        Assert.Equal(1, await server.State.Database.WriteAsync(db => SecondFactorStore.RemoveAllAsync(db, id)));
        Assert.Empty(await server.State.Database.ReadAsync(SecondFactorStore.KindsOfAllAsync));
        await alice.User.LogInAsync(server);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
