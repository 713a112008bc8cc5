using Psono.Tests.Shared.Fuzzing;

namespace Psono.Server.Tests.Fuzzing;

/// <summary>Whatever is sent, the server answers, and not that it failed.</summary>
public sealed class FuzzTests(FuzzWorld world) : IClassFixture<FuzzWorld>
{
    private readonly ServerTargets _targets = new(world);

    public static TheoryData<string> Names { get; } = [.. ServerTargets.Names];

    [Theory, MemberData(nameof(Names))]
    public Task Whatever_comes_is_answered(string target) => ShortRun.RunAsync(_targets.Get(target));

    [Fact(Explicit = true)]
    public Task For_as_long_as_it_is_told() => LongRun.RunAsync(_targets.All());
}
