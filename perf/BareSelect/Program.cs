// psono-server with one more address, POST /bare/ID: what PostgreSQL, Npgsql and Kestrel leave to be had for a read, in the same process.
using System.Text;
using Npgsql;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Hosting;

var options = OptionsReader.Read(args, Environment.GetEnvironmentVariables());
await using var state = await ServerState.OpenAsync(options, TimeProvider.System);
await using var app = ServerBuilder.Build(options, state, TimeProvider.System, new AuthkeyHasher());
var settings = PostgresConnectionString.Parse(options.Database!)[0];
PostgresConnectionString.PrepareStatements(settings);
await using var source = NpgsqlDataSource.Create(settings);
app.MapPost("/bare/{id}", (RequestDelegate)SelectAsync);
await ServerHost.StartAsync(app, options);
Terminal.Note($"listening on {string.Join(", ", app.Urls)}");
await app.WaitForShutdownAsync();

async Task SelectAsync(HttpContext context)
{
    await using var command = source.CreateCommand("select data from secrets where id = $1");
    command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.Parse((string)context.GetRouteValue("id")!) });
    await using var reader = await command.ExecuteReaderAsync();
    await reader.ReadAsync();
    context.Response.ContentType = "application/json";
    await context.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(reader.GetString(0)));
}
