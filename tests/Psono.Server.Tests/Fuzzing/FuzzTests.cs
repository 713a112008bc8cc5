using Psono.Tests.Shared.Fuzzing;

namespace Psono.Server.Tests.Fuzzing;

/// <summary>Whatever is sent, the server answers, and not that it failed.</summary>
public sealed class FuzzTests(FuzzWorld world) : IClassFixture<FuzzWorld>
{
    private readonly IReadOnlyList<FuzzTarget> _targets =
    [
        .. new ServerTargets(world).All(), .. new FileTargets(world.Directory).All(), .. SecondFactorTargets.All(),
    ];

    public static TheoryData<string> Names { get; } = [.. ServerTargets.Names, .. FileTargets.Names, .. SecondFactorTargets.Names];

    [Theory, MemberData(nameof(Names))]
    public Task Whatever_comes_is_answered(string target) => ShortRun.RunAsync(_targets.Single(other => other.Name == target));

    [Fact(Explicit = true)]
    public Task For_as_long_as_it_is_told() => LongRun.RunAsync(_targets);
}
