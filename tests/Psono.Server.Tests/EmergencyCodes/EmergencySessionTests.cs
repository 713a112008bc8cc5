using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Psono.Server.Http.Marks;
using Psono.Server.Tests.DeviceCodes;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Recovery;

namespace Psono.Server.Tests.EmergencyCodes;

/// <summary>What the session of an emergency code may do, whatever endpoints there are. Protocol part 5, section 21.</summary>
public sealed partial class EmergencySessionTests
{
    private const string Forbidden = """{"detail":"You do not have permission to perform this action."}""";

    /// <summary>Beyond what reads.</summary>
    private static readonly string[] Changes =
    [
        "DELETE /bulk-secret/link/", "DELETE /secret/history/<id>/", "DELETE /secret/link/", "POST /authentication/logout/",
        "POST /bulk-secret-read/", "POST /bulk-secret/link/", "POST /datastore/", "POST /secret/", "POST /secret/link/",
        "POST /user/search/", "PUT /bulk-secret/", "PUT /datastore/", "PUT /secret/",
    ];

    [Fact]
    public async Task It_reads_and_writes_secrets_and_does_nothing_that_would_outlive_its_code()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var owner = await server.RegisterAndLogInAsync("alice");
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set is_superuser = true"));
        var code = await TestCode.EmergencyAsync(owner, delay: 0);
        var open = new List<string>();
        foreach (var (method, path) in SessionCalls(server))
        {
            var session = await TestEmergency.LogInAsync(server, code);
            var answer = await session.SendAsync(
                new HttpMethod(method), path.Replace("<id>", $"{Guid.NewGuid()}", StringComparison.Ordinal));
            if (answer is not { Status: HttpStatusCode.Forbidden, Text: Forbidden })
                open.Add($"{method} {path}");
        }

        var reads = SessionCalls(server).Where(call => call.Method == "GET").Select(call => $"GET {call.Path}")
            .Where(call => !call.StartsWith("GET /admin/", StringComparison.Ordinal) && call != "GET /api-key/<id>/");
        Assert.Equal(reads.Concat(Changes).Order(StringComparer.Ordinal), open.Order(StringComparer.Ordinal));
    }

    [Theory, BothDatabases]
    public async Task It_ends_itself_and_no_other(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--allow-multiple-sessions", "false");
        var owner = await server.RegisterAndLogInAsync("alice");
        var session = await TestEmergency.LogInAsync(server, await TestCode.EmergencyAsync(owner, delay: 0));
        var sessions = (await session.GetAsync("/authentication/sessions/")).Json.GetProperty("sessions");
        var other = sessions.EnumerateArray().Single(entry => !entry.GetProperty("current_session").GetBoolean()).GetProperty("id");

        Assert.Equal(
            HttpStatusCode.Forbidden, (await session.PostAsync("/authentication/logout/", $$"""{"session_id":"{{other}}"}""")).Status);
        (await session.PostAsync("/authentication/logout/", "{}")).ShouldSucceed();
        (await owner.GetAsync("/user/status/")).ShouldSucceed();
    }

    [Fact]
    public async Task It_uses_up_no_requests_of_the_owner_and_takes_no_promised_session_from_a_device()
    {
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, "--throttling", "true", "--throttle-rate-user", "100/day");
        var owner = await server.RegisterAndLogInAsync("alice");
        var session = await TestEmergency.LogInAsync(server, await TestCode.EmergencyAsync(owner, delay: 0));
        var device = await TestDevice.AskAsync(server);
        (await device.ClaimAsync(owner)).ShouldSucceed();
        for (var i = 0; i < 99; i++)
            (await session.GetAsync("/datastore/")).ShouldSucceed();

        (await session.PostAsync("/authentication/logout/", "{}")).ShouldSucceed();

        (await owner.GetAsync("/datastore/")).ShouldSucceed();
        (await device.PollAsync()).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task It_makes_no_place_known(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var owner = await server.RegisterAndLogInAsync("alice");
        const string Count = "select count(*) from login_places";
        var before = await server.State.Database.ReadAsync(db => db.FirstAsync(Count, row => row.GetInt64(0)));

        await TestEmergency.LogInAsync(server, await TestCode.EmergencyAsync(owner, delay: 0));

        Assert.Equal(before, await server.State.Database.ReadAsync(db => db.FirstAsync(Count, row => row.GetInt64(0))));
    }

    private static IEnumerable<(string Method, string Path)> SessionCalls(TestServer server) =>
        from endpoint in server.Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<NeedsSession>() is not null
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select (method, Parameter.Replace(endpoint.RoutePattern.RawText!["/server".Length..], "<id>"));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter { get; }
}
