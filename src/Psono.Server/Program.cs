using System.Security.Cryptography;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Hosting;

const int Success = 0;
const int Failure = 1;
const int Usage = 2;

if (args.Contains("--help") || args.Contains("-h"))
{
    Terminal.Print(HelpText.Write());
    return Success;
}

if (args.Contains("--version"))
{
    Terminal.Print($"psono-server {ProgramVersion.Text}\n");
    return Success;
}

try
{
    var environment = Environment.GetEnvironmentVariables();
    var options = OptionsReader.Read(args, environment);
    foreach (var name in OptionsReader.UnknownVariables(environment))
        Terminal.Note($"warning: {name} is not a setting");

    await using var state = await ServerState.OpenAsync(options, TimeProvider.System);
    await using var app = ServerBuilder.Build(options, state, TimeProvider.System, new AuthkeyHasher());
    await app.StartAsync();
    options.TakePort(new Uri(app.Urls.First()).Port);
    Terminal.Note($"version {ProgramVersion.Text}, keys and settings in {options.DataDirectory}, {state.Database.Description}");
    Terminal.Note($"listening on {string.Join(", ", app.Urls)}, clients connect to {options.HostUrl}");
    await app.WaitForShutdownAsync();
    return Success;
}
catch (UsageException e)
{
    Terminal.Error(e.Message);
    return Usage;
}
catch (Exception e) when (e is StartException or IOException or CryptographicException)
{
    Terminal.Error(e.Message);
    return Failure;
}
