using Psono.Server.Absent;
using Psono.Server.Administration;
using Psono.Server.ApiKeys;
using Psono.Server.Authentication;
using Psono.Server.Authorization;
using Psono.Server.Avatars;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Datastores;
using Psono.Server.DeviceCodes;
using Psono.Server.Health;
using Psono.Server.Http.Marks;
using Psono.Server.Http.Pipeline;
using Psono.Server.Info;
using Psono.Server.Install;
using Psono.Server.Operations;
using Psono.Server.Recovery;
using Psono.Server.SecondFactors;
using Psono.Server.Secrets;
using Psono.Server.Sessions;
using Psono.Server.Users;
using Psono.Server.Web;

namespace Psono.Server.Hosting;

/// <summary>
/// Puts the server together: what runs beside requests, the order of the pipeline, and the endpoints of each folder. The container holds
/// the parts and the hosted services; everything else is made by hand, where it is used.
/// </summary>
internal static class ServerBuilder
{
    public static WebApplication Build(
        ServerOptions options, ServerState state, TimeProvider clock, AuthkeyHasher hasher, TlsCertificate? certificate = null)
    {
        var builder = ServerHost.Create(options, certificate);
        builder.Services.AddSingleton(services => new ServerParts(
            options, state, clock, hasher, services.GetRequiredService<ILoggerFactory>()));

        // Stopped in reverse order, after the last request is answered; whoever called Build closes the database after that.
        builder.Services.AddSingleton<IHostedService>(state.Database.Delayed);
        builder.Services.AddHostedService(services => services.GetRequiredService<ServerParts>().Outbox);
        builder.Services.AddHostedService(services => new ControlSocket(services.GetRequiredService<ServerParts>()));
        builder.Services.AddHostedService(services => new Expiry(services.GetRequiredService<ServerParts>()));

        var app = builder.Build();
        var parts = app.Services.GetRequiredService<ServerParts>();
        state.Database.Outage.Logger = parts.Log<Outage>();
        state.Database.Delayed.Logger = parts.Log<DelayedStore>();
        UsePipeline(app, parts);
        MapEndpoints(app, parts);
        return app;
    }

    private static void UsePipeline(WebApplication app, ServerParts parts)
    {
        app.Use(new UnhandledErrors(parts.Log<UnhandledErrors>()).InvokeAsync);
        app.Use(SecurityHeaders.InvokeAsync);
        app.Use(new Availability(parts.Options).InvokeAsync);
        app.UseCors(policy => OtherOrigins.Allow(policy, parts.Options));
        app.Use(HeadRequests.BeforeRoutingAsync);
        app.UseRouting();
        app.Use(HeadRequests.AfterRoutingAsync);
        app.Use(new InstallFiles(parts.Options).InvokeAsync);
        if (WebVault.Find(parts.Options) is { } webVault)
            app.Use(webVault.InvokeAsync);
        else
            app.MapPlaceholderPage(parts.Options);
        app.Use(Paths.InvokeAsync);
        app.Use(new Authenticator(parts).InvokeAsync);
        app.Use(Sealing.InvokeAsync);
        app.Use(new Admission(parts.Limits, parts.Addresses, parts.Log<Admission>()).InvokeAsync);
        if (parts.Options.RequireSecondFactor)
            app.Use(new SecondFactorPolicy(parts).InvokeAsync);
    }

    private static void MapEndpoints(WebApplication app, ServerParts parts)
    {
        var open = app.MapGroup("/server").WithMetadata(parts.Bodies);
        var authenticated = app.MapGroup("/server").WithMetadata(parts.Bodies, new NeedsSession());

        HealthEndpoints.Map(open, parts);
        InfoEndpoints.Map(open, parts);
        UserRoutes.Map(open, authenticated, parts);
        SessionRoutes.Map(open, authenticated, parts);
        SecondFactorRoutes.Map(authenticated, parts);
        RecoveryRoutes.Map(open, authenticated, parts);
        new AvatarEndpoints(parts).Map(open, authenticated);
        DeviceCodeRoutes.Map(open, authenticated, parts);
        DatastoreEndpoints.Map(authenticated, parts);
        SecretRoutes.Map(authenticated, parts);
        ApiKeyRoutes.Map(open, authenticated, parts);
        if (parts.Options.ManagementEnabled)
            AdministrationRoutes.Map(authenticated, parts);
        EmptyLists.Map(authenticated);
        AbsentFeatures.Map(open);
        app.MapOtherMethods();
    }
}
