using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

/// <summary>A world for all tests of a class that only try to log in to it.</summary>
public sealed class SharedVaultWorld : IAsyncLifetime
{
    internal VaultWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
