using System.Net;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Recovery;

public sealed class RecoveryCodeTests
{
    [Theory, BothDatabases]
    public async Task A_code_is_made_and_a_new_one_takes_its_place(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        Assert.Equal("False", (await SearchAsync(session))["recovery_code_enabled"]);

        var first = await TestCode.RecoveryAsync(session);
        var second = await TestCode.RecoveryAsync(session);

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal("True", (await SearchAsync(session))["recovery_code_enabled"]);
        (await first.BeginAsync(server, TestReset.Path)).ShouldRefuse("USERNAME_OR_RECOVERY_CODE_INCORRECT");
        var begun = await second.BeginAsync(server, TestReset.Path);
        Assert.Equal(
            [
                "recovery_data", "recovery_data_nonce", "recovery_sauce", "user_sauce", "hashing_algorithm", "hashing_parameters",
                "verifier_public_key", "verifier_time_valid",
            ],
            begun.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("600", begun["verifier_time_valid"]);
        Assert.Contains(session.User.SecretKey.ToHex(), second.Open(begun, "recovery"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");
        (await session.PostAsync("/recoverycode/", """{"recovery_data":"xy","recovery_data_nonce":"00","recovery_sauce":"00"}""")).ShouldBe(
            HttpStatusCode.BadRequest, """{"recovery_authkey":["This field is required."],"recovery_data":["NO_VALID_HEX"]}""");
        var body = new TestCode(session.User).Body("recovery").ToJsonString();
        (await session.PostAsync("/recoverycode/", body)).ShouldSucceed();
        var mallory = await server.RegisterAndLogInAsync("mallory");
        (await mallory.PostAsync("/recoverycode/", body)).ShouldBe(
            HttpStatusCode.BadRequest, """{"error":"DuplicateNonce","message":"Don't use a nonce twice"}""");
        (await server.PostAsync("/password/", """{"username":"alice","recovery_authkey":"00"}""")).ShouldBe(
            HttpStatusCode.BadRequest, """{"username":["INVALID_USERNAME_FORMAT"]}""");
    }

    [Fact]
    public async Task Neither_the_code_nor_the_verifier_is_readable_in_the_database()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var code = await TestCode.RecoveryAsync(await server.RegisterAndLogInAsync("alice"));
        (await code.BeginAsync(server, TestReset.Path)).ShouldSucceed();

        var (authkey, verifier) = await server.State.Database.ReadAsync(db => db.FirstAsync(
            "select authkey, verifier from recovery_codes", row => (row.GetString(0), row.GetString(1))));

        Assert.StartsWith("pbkdf2_sha512$", authkey, StringComparison.Ordinal);
        Assert.NotNull(server.State.Cipher.OpenKey(verifier));
    }

    private static Task<TestAnswer> SearchAsync(TestSession session) =>
        session.PostAsync("/user/search/", $$"""{"user_username":"{{session.User.Username}}"}""");
}
