var builder = DistributedApplication.CreateBuilder(args);

var secrets = builder.AddPsono("secrets");

builder.AddProject<Projects.Api>("api")
    .WithHttpEndpoint()
    .WithReference(secrets)
    .WaitFor(secrets);

builder.Build().Run();
