using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Mail;

[assembly: AssemblyFixture(typeof(TestRun))]

namespace Psono.Server.Tests.Hosting;

/// <summary>Cleans up after the last test.</summary>
public sealed class TestRun : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await PostgresServer.StopSharedAsync();
        await MailServer.StopSharedAsync();
    }
}
