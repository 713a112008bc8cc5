using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Processes;

/// <summary>A program that runs for all tests of a class that leave it as it is.</summary>
public sealed class RunningProgram : IAsyncLifetime
{
    private readonly TemporaryDirectory _temporary = new();

    internal ServerProcess Server { get; private set; } = null!;

    internal string DataDirectory => _temporary.File("data");

    public async ValueTask InitializeAsync() => Server = await ServerProcess.StartAsync("--data-dir", DataDirectory);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _temporary.Dispose();
    }
}
