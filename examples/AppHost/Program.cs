var builder = DistributedApplication.CreateBuilder(args);

var secrets = builder.AddPsono("secrets");

builder.AddProject<Projects.MinimalApi>("api")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(secrets)
    .WaitFor(secrets);

builder.Build().Run();
