using System.Collections;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Psono.Protocol.Cryptography;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Hosting;

namespace Psono.Server.Tests.Hosting;

/// <summary>
/// The real server inside the test process, on a real socket of the loopback interface, with its clock in the hand of the test.
/// </summary>
internal sealed class TestServer : IAsyncDisposable
{
    /// <summary>Few: what is stored shall not take long.</summary>
    public const int HashRounds = 1000;

    private readonly WebApplication _app;
    private readonly TemporaryDirectory _directory;
    private readonly PostgresSchema? _schema;
    private readonly Balancer _balancer;

    private TestServer(WebApplication app, ServerState state, FakeTimeProvider clock, TemporaryDirectory directory, PostgresSchema? schema)
    {
        _app = app;
        _directory = directory;
        _schema = schema;
        State = state;
        Clock = clock;
        Url = app.Urls.First();
        _balancer = new Balancer(this);
        Http = new HttpClient(_balancer) { BaseAddress = new Uri(Url) };
    }

    public ServerState State { get; }

    public FakeTimeProvider Clock { get; }

    public string Url { get; }

    public string DataDirectory => _directory.Path;

    /// <summary>For a second server on the same database.</summary>
    public string KeysFile => _directory.File(ServerKeys.FileName);

    public HttpClient Http { get; }

    public IReadOnlyList<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    public ServerParts Parts => _app.Services.GetRequiredService<ServerParts>();

    public PublicKey PublicKey => State.Keys.PublicKey;

    /// <param name="arguments">As on the command line; they win over what tests usually want: registration open, no throttling.</param>
    public static Task<TestServer> StartAsync(DatabaseKind kind, params string[] arguments) => StartAsync(kind, null, arguments);

    /// <param name="kind">Where its state is.</param>
    /// <param name="database">A connection to share a database, or null for a new one.</param>
    /// <param name="arguments">As on the command line.</param>
    /// <param name="hasher">One with few rounds, unless the test is about what a login costs.</param>
    /// <param name="clock">Of another server, or null for a new one.</param>
    public static async Task<TestServer> StartAsync(
        DatabaseKind kind, string? database, string[] arguments, AuthkeyHasher? hasher = null, FakeTimeProvider? clock = null)
    {
        var directory = new TemporaryDirectory();
        var schema = kind == DatabaseKind.PostgreSql && database is null ? await PostgresSchema.TakeAsync() : null;
        List<string> all =
        [
            "--data-dir", directory.Path, "--urls", "http://127.0.0.1:0", "--allow-registration", "true", "--throttling", "false",
            "--log-level", "none",
        ];
        if (kind == DatabaseKind.PostgreSql)
            all.AddRange("--database", database ?? schema!.ConnectionString);

        clock ??= new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 19, 12, 46, TimeSpan.Zero).AddMicroseconds(181998));
        var (options, state) = await OpenAsync([.. all, .. arguments], clock, directory);
        var app = ServerBuilder.Build(options, state, clock, hasher ?? new AuthkeyHasher(HashRounds));
        await app.StartAsync();
        return new TestServer(app, state, clock, directory, schema);
    }

    /// <summary>
    /// One server on SQLite; on PostgreSQL three, with one clock, and each request goes to another one than that before.
    /// </summary>
    public static async Task<TestServer> StartNodesAsync(DatabaseKind kind, params string[] arguments)
    {
        var first = await StartAsync(kind, arguments);
        for (var i = 1; kind == DatabaseKind.PostgreSql && i < 3; i++)
            await first.AddNodeAsync(arguments);
        return first;
    }

    /// <summary>Another server on the same database, which gets its share of the requests.</summary>
    public async Task<TestServer> AddNodeAsync(params string[] arguments)
    {
        var node = await StartAsync(
            DatabaseKind.PostgreSql, Parts.Options.Database, [.. arguments, "--keys-file", KeysFile], clock: Clock);
        _balancer.Nodes.Add(node);
        return node;
    }

    private static async Task<(ServerOptions Options, ServerState State)> OpenAsync(
        IReadOnlyList<string> arguments, FakeTimeProvider clock, TemporaryDirectory directory)
    {
        try
        {
            var options = OptionsReader.Read(arguments, new Hashtable());
            return (options, await ServerState.OpenAsync(options, clock));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Sends plain JSON, as to an open endpoint.</summary>
    public async Task<TestAnswer> SendAsync(HttpMethod method, string path, string? json = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, "/server" + path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = contentType.Length == 0 ? null : MediaTypeHeaderValue.Parse(contentType);
        }

        return await SendAsync(request);
    }

    public Task<TestAnswer> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    public Task<TestAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public async Task<TestAnswer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        return await TestAnswer.ReadAsync(response);
    }

    /// <summary>A new account, logged in and activated.</summary>
    public async Task<TestSession> RegisterAndLogInAsync(string name)
    {
        var user = await TestUser.RegisterAsync(this, name);
        return await user.LogInAsync(this);
    }

    /// <summary>As on SIGTERM; the database stays open for a look into it.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var node in _balancer.Nodes.Skip(1))
            await node.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await State.DisposeAsync();
        if (_schema is not null)
            await _schema.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>What stands before several servers.</summary>
    private sealed class Balancer(TestServer first) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        private int _requests;

        public List<TestServer> Nodes { get; } = [first];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Nodes.Count > 1)
            {
                var node = Nodes[(int)((uint)Interlocked.Increment(ref _requests) % Nodes.Count)];
                request.RequestUri = new Uri(new Uri(node.Url), request.RequestUri!.PathAndQuery);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
