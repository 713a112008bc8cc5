using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Supervision;

/// <summary>psonoci redact: the filter.</summary>
public sealed class RedactTests(World world)
{
    [Fact]
    public async Task Every_value_of_the_key_is_masked_and_everything_else_passes_byte_by_byte()
    {
        var noise = string.Concat(Enumerable.Range(0, 256).Select(value => (char)value));
        var result = await Shell.RunAsync($"printf 'a%b%s' '{World.DatabasePassword}' '{World.Host} x' | psonoci -c {world.Config} redact");
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("noise"), noise, System.Text.Encoding.Latin1);
        var passed = await Shell.RunAsync($"psonoci -c {world.Config} redact <{directory.File("noise")}");

        Assert.Equal("a[redacted][redacted] x", result.Succeeds().Output);
        Assert.Equal(noise, passed.Succeeds().Output);
    }

    [Fact]
    public async Task What_is_not_held_back_passes_before_the_input_ends()
    {
        using var directory = new TemporaryDirectory();
        var result = await Shell.RunAsync(
            $"""
            cd {directory.Path}
            (printf 'question? '; until [ -e seen ]; do sleep 0.02; done; echo late) \
              | psonoci -c {world.Config} redact | (head -c 10; touch seen; cat)
            """);

        Assert.Equal("question? late\n", result.Succeeds().Output);
    }

    [Fact]
    public async Task Values_are_chosen_as_for_run()
    {
        var only = await world.PsonociAsync("redact --only db_password", $"{World.DatabaseUser} {World.DatabasePassword}");
        var except = await world.PsonociAsync("redact --except db_username", $"{World.DatabaseUser} {World.DatabasePassword}");
        var unmatched = await world.PsonociAsync("redact --only NOT_THERE", World.DatabasePassword);
        var nothing = await world.PsonociAsync("redact --except '*'", World.DatabasePassword);

        Assert.Equal($"{World.DatabaseUser} [redacted]", only.Succeeds().Output);
        Assert.Equal($"{World.DatabaseUser} [redacted]", except.Succeeds().Output);
        Assert.Equal((1, ""), (unmatched.ExitCode, unmatched.Output));
        Assert.Equal((1, ""), (nothing.ExitCode, nothing.Output));
    }

    [Fact]
    public async Task Nothing_passes_if_the_values_cannot_be_read()
    {
        var result = await Shell.RunAsync(
            "echo text | psonoci --timeout 2 --api-key-id 00000000-0000-4000-8000-000000000000 "
            + $"--api-secret-key-hex {new string('0', 64)} --server-url http://127.0.0.1:1/server redact");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task A_filter_whose_reader_has_gone_ends_by_the_signal()
    {
        var result = await Shell.RunAsync($"yes | psonoci -c {world.Config} redact | head -n 1; echo ${{PIPESTATUS[1]}}");

        Assert.Equal("y\n141\n", result.Output);
    }
}
