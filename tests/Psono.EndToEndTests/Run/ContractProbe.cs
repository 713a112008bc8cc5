using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Run;

/// <summary>The probe of tests/conformance, compiled once for all wrappers.</summary>
public sealed class ContractProbe : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string> { ["CONTRACT_PROBE"] = _directory.File("probe") };

    public async ValueTask InitializeAsync() =>
        (await Shell.RunAsync($"gcc -O1 -static -o {_directory.File("probe")} {Published.Root}/tests/conformance/probe.c")).Succeeds();

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return default;
    }
}
