using Psono.Extensions.Configuration;

var builder = WebApplication.CreateBuilder(args);
builder.Configuration.AddPsono();

var app = builder.Build();
app.MapGet("/", (IConfiguration configuration) => $"The database is at {configuration["db_host"]}.\n");
app.Run();
