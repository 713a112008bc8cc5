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
    public static WebApplication Build(ServerOptions options, Vault vault, TimeProvider clock, AuthkeyHasher hasher)
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
        app.Use(new SealedTransport(Authenticator(options, vault, clock, logs), limits, addresses).InvokeAsync);

        if (webVault is null)
            app.MapPlaceholderPage(options);
        var open = app.MapGroup("/server");
        var session = app.MapGroup("/server").WithMetadata(new SessionEndpoint());
        new HealthEndpoints(vault.Database, addresses, logs.CreateLogger<HealthEndpoints>()).Map(open);
        MapAccounts(app, open, session, options, vault, clock, hasher, limits, addresses);
        MapSecrets(app, open, session, options, vault, clock, limits);
        EmptyLists.Map(session);
        AbsentFeatures.Map(open);
        app.MapOtherMethods();
        return app;
    }

    private static Authenticator Authenticator(ServerOptions options, Vault vault, TimeProvider clock, ILoggerFactory logs) => new(
        new TokenStore(vault.Database), new RequestValidators(options, clock), vault.Cipher, options, clock, logs.CreateLogger<Authenticator>());

    private static void MapAccounts(
        WebApplication app, RouteGroupBuilder open, RouteGroupBuilder session, ServerOptions options, Vault vault, TimeProvider clock,
        AuthkeyHasher hasher, RateLimits limits, ClientAddress addresses)
    {
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        var users = new UserStore(vault.Database);
        var sessions = new SessionStore(vault.Database);
        var emails = new EmailHash(vault.Keys.EmailSecret);
        var mailer = new Mailer(options);
        var codes = new ActivationCodes(vault.Keys.ActivationSecret, TimeSpan.FromSeconds(options.ActivationLinkSeconds), clock);
        var notice = new LoginNotice(mailer, addresses, options, clock, logs.CreateLogger<LoginNotice>());

        var registration = new RegistrationState(options, users);
        new InfoEndpoints(options, vault.Keys, registration).Map(open);
        new RegistrationEndpoints(users, registration, hasher, vault.Cipher, emails, codes, mailer, options, clock, logs.CreateLogger<RegistrationEndpoints>()).Map(open);
        new LoginEndpoints(users, sessions, hasher, new NewSession(vault.Keys, vault.Cipher, clock), vault.Keys, limits, options, logs.CreateLogger<LoginEndpoints>()).Map(open);
        new ActivationEndpoints(users, sessions, vault.Cipher, notice, options, clock).Map(session);
        new SessionEndpoints(sessions, vault.Cipher, clock).Map(session);
        var deviceCodes = new DeviceCodeStore(vault.Database);
        new DeviceCodeEndpoints(deviceCodes, vault.Cipher, options, clock, logs.CreateLogger<DeviceCodeEndpoints>()).Map(open, session);
        new DeviceTokenEndpoints(deviceCodes, users, new DeviceSession(vault.Cipher, options, clock), vault.Cipher, notice, options, clock).Map(open);
        new UserUpdateEndpoints(users, hasher, vault.Cipher, emails, options, clock).Map(session);
        new UserEndpoints(users, new UserSearch(vault.Database), hasher, emails, options).Map(session);

        new DatastoreEndpoints(new DatastoreStore(vault.Database, clock), users, hasher, new BodyLimit(options.MaxRequestBytes)).Map(session);

        app.Lifetime.ApplicationStopped.Register(hasher.Dispose);
        _ = new ExpiredSessions(sessions, deviceCodes, clock, logs.CreateLogger<ExpiredSessions>()).RunAsync(app.Lifetime.ApplicationStopping);
    }

    private static void MapSecrets(
        WebApplication app, RouteGroupBuilder open, RouteGroupBuilder session, ServerOptions options, Vault vault, TimeProvider clock, RateLimits limits)
    {
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        var database = vault.Database;
        var bodyLimit = new BodyLimit(options.MaxRequestBytes);
        var secrets = new SecretStore(database, clock);

        new SecretEndpoints(secrets, database.Reads, vault.Cipher, bodyLimit).Map(session);
        new BulkSecretEndpoints(secrets, database.Reads, vault.Cipher, bodyLimit).Map(session);
        new SecretHistoryEndpoints(new SecretHistoryStore(database, vault.Cipher)).Map(session);
        new SecretLinkEndpoints(new SecretLinkStore(database)).Map(session);
        var uses = new LastUse(database, clock, logs.CreateLogger<LastUse>());
        new ApiKeyEndpoints(new ApiKeyStore(database, clock), uses).Map(session);
        new GrantEndpoints(new GrantStore(database, clock)).Map(session);
        new ApiKeyAccessEndpoints(
            new ApiKeyAccessStore(database, clock), database.Reads, uses, vault.Cipher, limits, bodyLimit, logs.CreateLogger<ApiKeyAccessEndpoints>()).Map(open);

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
