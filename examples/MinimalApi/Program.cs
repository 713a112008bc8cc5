using Microsoft.Extensions.Options;
using MinimalApi;
using Psono.Extensions.Configuration;

var builder = WebApplication.CreateSlimBuilder(args);

// The variables of the secrets become configuration, "Database__Password" as "Database:Password". Which API key reads them is found where
// psonoci finds it.
builder.Configuration.AddPsono(options =>
{
    options.RequiredKeys.Add("Database:Password");
    options.StartupTimeout = TimeSpan.FromMinutes(1);
    options.ReloadInterval = builder.Configuration.GetValue("Secrets:ReloadInterval", TimeSpan.FromMinutes(5));
});

// A health check, logs of what cannot be read, and a client for what is not configuration.
builder.Services.AddPsonoSecrets();

builder.Services.AddOptions<DatabaseOptions>().BindConfiguration("Database").ValidateOnStart();
builder.Services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>();

var app = builder.Build();
app.MapHealthChecks("/health");

// A monitor has the new values after a change of the secrets.
app.MapGet("/", (IOptionsMonitor<DatabaseOptions> database) =>
    $"{database.CurrentValue.User} at {database.CurrentValue.Host}, with a password of {database.CurrentValue.Password.Length} characters");
app.Run();
