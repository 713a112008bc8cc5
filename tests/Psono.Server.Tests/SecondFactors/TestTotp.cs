using OtpNet;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.SecondFactors;

/// <summary>An authenticator of a user, by the clock of a server.</summary>
internal sealed record TestTotp(string Id, string Key)
{
    /// <summary>Begins to set one up.</summary>
    public static async Task<TestTotp> CreateAsync(TestSession session, string title = "phone")
    {
        var made = await session.PutAsync("/user/ga/", $$"""{"title":"{{title}}"}""");
        made.ShouldSucceed();
        return new TestTotp(made["id"], made["secret"]);
    }

    /// <summary>Sets one up. Time goes on, so that the code of now is not the one that was used.</summary>
    public static async Task<TestTotp> AddAsync(TestServer server, TestSession session)
    {
        var totp = await CreateAsync(session);
        (await totp.ActivateAsync(session, totp.Code(server))).ShouldSucceed();
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        return totp;
    }

    public string Code(TestServer server, int steps = 0) =>
        new Totp(Base32Encoding.ToBytes(Key)).ComputeTotp(server.Clock.GetUtcNow().UtcDateTime.AddSeconds(30 * steps));

    public string WrongCode(TestServer server)
    {
        var right = Enumerable.Range(-2, 5).Select(steps => Code(server, steps)).ToHashSet();
        return Enumerable.Range(0, 10).Select(n => n.ToString("D6")).First(code => !right.Contains(code));
    }

    public Task<TestAnswer> ActivateAsync(TestSession session, string code) => session.PostAsync(
        "/user/ga/", $$"""{"google_authenticator_id":"{{Id}}","google_authenticator_token":"{{code}}"}""");

    public Task<TestAnswer> DeleteAsync(TestSession session) =>
        session.DeleteAsync("/user/ga/", $$"""{"google_authenticator_id":"{{Id}}"}""");

    public static Task<TestAnswer> VerifyAsync(TestSession session, string code) =>
        session.PostAsync("/authentication/ga-verify/", $$"""{"ga_token":"{{code}}"}""");
}
