using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Health;
using Psono.Server.Hosting;
using Psono.Server.Operations;

StandardDescriptors.Reserve();
try
{
    if (OperatorCommands.IsOne(args))
        return await Operator.RunAsync(args, Environment.GetEnvironmentVariables());

    if (args.Contains("--help") || args.Contains("-h"))
    {
        Terminal.Print(HelpText.Write());
        return StartFailure.Success;
    }

    if (args.Contains("--version"))
    {
        Terminal.Print($"psono-server {ProgramVersion.Text}\n");
        return StartFailure.Success;
    }

    var environment = Environment.GetEnvironmentVariables();
    var asksForHealth = args.FirstOrDefault() == HealthCommand.Name;
    var options = OptionsReader.Read(asksForHealth ? args[1..] : args, environment);
    if (asksForHealth)
    {
        if (await HealthCommand.AskAsync(options) is { } problem)
            throw new StartException(problem);
        Terminal.Print("ready\n");
        return StartFailure.Success;
    }

    foreach (var name in OptionsReader.UnknownVariables(environment))
        Terminal.Note($"warning: {name} is not a setting{OptionsReader.GuessVariable(name)}");

    CoreDumps.Forbid();
    OpenSsl.Require();
    using var certificate = TlsCertificate.Open(options);
    await using var state = await ServerState.OpenAsync(options, TimeProvider.System);
    if (state.IsOpenToOthers)
        Terminal.Note($"warning: others may write the data directory {options.DataDirectory}: run chmod 700 on it");
    await using var app = ServerBuilder.Build(options, state, TimeProvider.System, new AuthkeyHasher(), certificate);
    await ServerHost.StartAsync(app, options);
    options.TakePort(new Uri(app.Urls.First()).Port);
    var node = options.Node is null ? "" : $"node {options.Node}, ";
    Terminal.Note($"version {ProgramVersion.Text}, {node}keys and settings in {options.DataDirectory}, {state.Database.Description}");
    Terminal.Note($"listening on {string.Join(", ", app.Urls)}, clients connect to {options.HostUrl}");
    Terminal.Note($"server key {state.Keys.VerifyKey}");
    await app.WaitForShutdownAsync();
    return StartFailure.Success;
}
#pragma warning disable CA1031 // The boundary of the process: one line and an exit code, whatever it is.
catch (Exception e)
#pragma warning restore CA1031
{
    var (code, line) = StartFailure.Describe(e);
    Terminal.Error(line);
    return code;
}
