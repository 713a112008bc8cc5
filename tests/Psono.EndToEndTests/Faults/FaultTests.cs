using System.Text.Json;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Faults;

/// <summary>An account of its own, which the commands would change if they got through.</summary>
public sealed class FaultWorld : IAsyncLifetime
{
    internal World World { get; } = new();

    public ValueTask InitializeAsync() => World.InitializeAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

/// <summary>
/// Every fault against every command: nothing is started, printed or written, the exit code is the documented one, the message is one line,
/// and it takes neither long nor much memory.
/// </summary>
public sealed class FaultTests(FaultWorld faulty) : IClassFixture<FaultWorld>
{
    public static TheoryData<Fault> Faults { get; } = [.. Enum.GetValues<Fault>()];

    [Fact]
    public async Task No_command_is_left_out()
    {
        var all = await CommandLines.OfPsonociAsync();
        Assert.Contains("vault api-key create", all);
        Assert.Equal(all.Except(CommandLines.WithoutServer).Order(), CommandLines.WithServer.Keys.Order());
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task A_fault_ends_a_command_without_a_trace(Fault fault)
    {
        // The rights of a key are not sealed: there is no code that could be wrong. And whether a logout reached the
        // server ends the session or not.
        var commands = CommandLines.WithServer.Where(command => fault switch
        {
            Fault.WrongMac => command.Key is not ("api-key info" or "vault logout"),
            Fault.PageForWrite => command.Key is "secret set" or "env-vars get-or-create" or "env-vars update-or-create",
            _ => true,
        });
        var attempts = commands.Select(command => new Attempt(faulty.World, fault, command.Key, command.Value)).ToList();
        try
        {
            // Most of them wait most of the time: for an answer, or before the next attempt.
            var measured = await MeasureAsync(attempts, atOnce: 8);
            Assert.Empty(attempts.Zip(measured, (attempt, taken) => attempt.Complaint(taken)).OfType<string>());
        }
        finally
        {
            attempts.ForEach(attempt => attempt.Dispose());
        }
    }

    private async Task<IReadOnlyList<Measured>> MeasureAsync(IReadOnlyList<Attempt> attempts, int atOnce)
    {
        var script = Path.Combine(Published.Root, "tests/Psono.EndToEndTests/Faults/measure.py");
        var jobs = JsonSerializer.Serialize(attempts.Select(attempt => attempt.Job));
        var result = await Shell.RunAsync($"python3 {script} {atOnce}", faulty.World.Environment, jobs, TimeSpan.FromMinutes(5));
        return JsonSerializer.Deserialize<List<Measured>>(result.Succeeds().Output)!;
    }
}
