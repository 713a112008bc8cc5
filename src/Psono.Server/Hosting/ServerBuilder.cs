using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Psono.Server.Absent;
using Psono.Server.ApiKeys;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Datastores;
using Psono.Server.DeviceCodes;
using Psono.Server.Health;
using Psono.Server.Http.Marks;
using Psono.Server.Http.Pipeline;
using Psono.Server.Info;
using Psono.Server.Install;
using Psono.Server.Mail;
using Psono.Server.RateLimiting;
using Psono.Server.Secrets;
using Psono.Server.Sessions;
using Psono.Server.Users;
using Psono.Server.Web;

namespace Psono.Server.Hosting;

/// <summary>Puts the server together: host, order of the pipeline, endpoints. Everything is made here by hand, once; there is no container to ask.</summary>
internal static class ServerBuilder
{
    public static WebApplication Build(ServerOptions options, ServerState state, TimeProvider clock, AuthkeyHasher hasher)
    {
        var app = BuildHost(options);
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        var limits = new RateLimits(options);
        app.Lifetime.ApplicationStopped.Register(limits.Dispose);
        var addresses = new ClientAddress(options);

        app.Use(new UnhandledErrors(logs.CreateLogger<UnhandledErrors>()).InvokeAsync);
        app.Use(SecurityHeaders.InvokeAsync);
        app.Use(new Availability(options).InvokeAsync);
        app.Use(new Cors(options).InvokeAsync);
        app.Use(HeadRequests.BeforeRoutingAsync);
        app.UseRouting();
        app.Use(HeadRequests.AfterRoutingAsync);
        app.Use(new InstallFiles(options).InvokeAsync);
        var webVault = WebVault.Find(options);
        if (webVault is not null)
            app.Use(webVault.InvokeAsync);
        app.Use(Paths.InvokeAsync);
        app.Use(new SealedTransport(Authenticator(options, state, clock, logs), limits, addresses).InvokeAsync);

        if (webVault is null)
            app.MapPlaceholderPage(options);
        var open = app.MapGroup("/server");
        var authenticated = app.MapGroup("/server").WithMetadata(new NeedsSession());
        new HealthEndpoints(state.Database, addresses, logs.CreateLogger<HealthEndpoints>()).Map(open);
        MapAccounts(app, open, authenticated, options, state, clock, hasher, limits, addresses);
        MapSecrets(app, open, authenticated, options, state, clock, limits);
        EmptyLists.Map(authenticated);
        AbsentFeatures.Map(open);
        app.MapOtherMethods();
        return app;
    }

    private static Authenticator Authenticator(ServerOptions options, ServerState state, TimeProvider clock, ILoggerFactory logs) => new(
        new SessionStore(state.Database), new RequestValidators(options, clock), state.Cipher, options, clock, logs.CreateLogger<Authenticator>());

    private static void MapAccounts(
        WebApplication app, RouteGroupBuilder open, RouteGroupBuilder authenticated, ServerOptions options, ServerState state, TimeProvider clock,
        AuthkeyHasher hasher, RateLimits limits, ClientAddress addresses)
    {
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        var users = new UserStore(state.Database);
        var sessions = new SessionStore(state.Database);
        var emails = new EmailHash(state.Keys.EmailSecret);
        var mailer = new Mailer(options);
        var codes = new ActivationCodes(state.Keys.ActivationSecret, TimeSpan.FromSeconds(options.ActivationLinkSeconds), clock);
        var notice = new LoginNotice(mailer, addresses, options, clock, logs.CreateLogger<LoginNotice>());

        var registration = new RegistrationState(options, users);
        new InfoEndpoints(options, state.Keys, registration).Map(open);
        new RegistrationEndpoints(users, registration, hasher, state.Cipher, emails, codes, mailer, options, clock, logs.CreateLogger<RegistrationEndpoints>()).Map(open);
        new LoginEndpoints(users, sessions, hasher, new NewSession(state.Keys, state.Cipher, clock), state.Keys, limits, options, logs.CreateLogger<LoginEndpoints>()).Map(open);
        new ActivationEndpoints(users, sessions, state.Cipher, notice, options, clock).Map(authenticated);
        new SessionEndpoints(sessions, state.Cipher, clock).Map(authenticated);
        var deviceCodes = new DeviceCodeStore(state.Database);
        new DeviceCodeEndpoints(deviceCodes, state.Cipher, options, clock, logs.CreateLogger<DeviceCodeEndpoints>()).Map(open, authenticated);
        new DeviceTokenEndpoints(deviceCodes, users, new DeviceSession(state.Cipher, options, clock), state.Cipher, notice, options, clock).Map(open);
        new UserUpdateEndpoints(users, hasher, state.Cipher, emails, options, clock).Map(authenticated);
        new UserEndpoints(users, new UserSearch(state.Database), hasher, emails, options).Map(authenticated);

        new DatastoreEndpoints(new DatastoreStore(state.Database, clock), users, hasher, new BodyLimit(options.MaxRequestBytes)).Map(authenticated);

        app.Lifetime.ApplicationStopped.Register(hasher.Dispose);
        _ = new ExpiredSessions(sessions, deviceCodes, clock, logs.CreateLogger<ExpiredSessions>()).RunAsync(app.Lifetime.ApplicationStopping);
    }

    private static void MapSecrets(
        WebApplication app, RouteGroupBuilder open, RouteGroupBuilder authenticated, ServerOptions options, ServerState state, TimeProvider clock, RateLimits limits)
    {
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        var database = state.Database;
        var bodyLimit = new BodyLimit(options.MaxRequestBytes);
        var secrets = new SecretStore(database, clock);

        new SecretEndpoints(secrets, database.Reads, state.Cipher, bodyLimit).Map(authenticated);
        new BulkSecretEndpoints(secrets, database.Reads, state.Cipher, bodyLimit).Map(authenticated);
        new SecretHistoryEndpoints(new SecretHistoryStore(database, state.Cipher)).Map(authenticated);
        new SecretLinkEndpoints(new SecretLinkStore(database)).Map(authenticated);
        var uses = new LastUse(database, clock, logs.CreateLogger<LastUse>());
        new ApiKeyEndpoints(new ApiKeyStore(database, clock), uses).Map(authenticated);
        new GrantEndpoints(new GrantStore(database, clock)).Map(authenticated);
        new ApiKeyAccessEndpoints(
            new ApiKeyAccessStore(database, clock), database.Reads, uses, state.Cipher, limits, bodyLimit, logs.CreateLogger<ApiKeyAccessEndpoints>()).Map(open);

        // The database is closed after this.
        app.Lifetime.ApplicationStopped.Register(() => uses.StoreAsync().GetAwaiter().GetResult());
    }

    private static WebApplication BuildHost(ServerOptions options)
    {
        // The empty builder: no file watchers, no settings from the working directory, nothing that start-up has to wait for.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "psono-server" });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Logging.SetMinimumLevel(options.LogLevel);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        // Why the server could not start is told by Program, in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (options.LogLevel > LogLevel.Debug)
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        if (options.TlsCertificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls([.. options.Urls.Select(url => url.ToString())]);
        return builder.Build();
    }

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        if (options.TlsCertificate is not { } certificate)
            return;

        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificate);
        var own = X509Certificate2.CreateFromPemFile(certificate, options.TlsKey);
        kestrel.ConfigureHttpsDefaults(https =>
        {
            https.ServerCertificate = own;
            https.ServerCertificateChain = chain;
        });
    }
}
