using System.Security.Cryptography;
using Psono.Client.ApiKeys;
using Psono.Extensions.Configuration;

// Puts a new password into a secret, which the API key may write to. Whoever reads the secret as configuration has it at the next look.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddPsonoSecrets();
builder.Services.AddHostedService<Rotation>();
await builder.Build().RunAsync();

internal sealed class Rotation(ApiKeyClient secrets, IHostApplicationLifetime host, ILogger<Rotation> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var id = await secrets.FindAsync("production database", stoppingToken);
        await secrets.UpdateAsync(
            id,
            content =>
            {
                content.SetVariable("Database__Password", RandomNumberGenerator.GetHexString(32, lowercase: true));
                return true;
            },
            stoppingToken);
        logger.LogInformation("The password has been changed");
        host.StopApplication();
    }
}
