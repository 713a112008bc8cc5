using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Run;

/// <summary>Cron jobs, daemons and full disks: standard descriptors that are closed or cannot be written to.</summary>
public sealed class StandardDescriptorTests(World world)
{
    [Theory]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    [InlineData("<&- >&-")]
    public async Task Data_that_cannot_be_written_is_an_error_in_one_line(string redirection)
    {
        var result = await world.PsonociAsync($"secret get {world.SecretId} title {redirection}");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(
            "psonoci: error: ", Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData("<&- >&- 2>&-")]
    public async Task An_error_that_nobody_can_read_has_its_exit_code_all_the_same(string redirection)
    {
        var result = await world.PsonociAsync($"run --require NOT_THERE -- true {redirection}");

        Assert.Equal(125, result.ExitCode);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task What_is_meant_for_people_never_goes_to_the_server()
    {
        // Descriptor 2 would be the connection: the next descriptor that is opened takes the lowest number.
        var result = await Shell.RunAsync($"psonoci -c {world.Config} run -- readlink /proc/self/fd/2 2>&-; echo $?");

        Assert.Equal("1\n", result.Output);
    }
}
