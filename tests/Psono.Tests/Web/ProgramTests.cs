using Psono.Web.Programs;

namespace Psono.Tests.Web;

/// <summary>Which psonoci the page offers, and with what commands.</summary>
public sealed class ProgramTests
{
    private const string Chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";
    private const string Safari = "MacIntel Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15";

    private static readonly Uri Server = new("https://vault.example.com/server");
    private static readonly string Hash = new('a', 64);
    private static readonly string Other = new('b', 64);

    [Theory]
    [InlineData("linux-x64", "Linux " + Chrome, "x86")]
    [InlineData("linux-arm64", "Linux " + Chrome, "arm")]
    [InlineData("linux-x64", "Linux x86_64 Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "")]
    [InlineData("linux-arm64", "Linux aarch64 Mozilla/5.0 (X11; Linux aarch64; rv:150.0) Gecko/20100101 Firefox/150.0", "")]
    [InlineData("osx-arm64", Safari, "")]
    [InlineData("osx-arm64", "macOS Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/150.0.0.0", "arm")]
    [InlineData("osx-x64", "macOS Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/150.0.0.0", "x86")]
    [InlineData("win-x64", "Windows Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0.0.0", "x86")]
    [InlineData("win-x64", "Win32 Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0", "")]
    [InlineData("linux-x64", "Linux armv81 Mozilla/5.0 (Linux; Android 15; K) Chrome/150.0.0.0 Mobile Safari/537.36", "arm")]
    [InlineData("linux-x64", "iPhone Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/26.0 Mobile Safari/604.1", "")]
    [InlineData("linux-x64", "FreeBSD amd64 Mozilla/5.0 (X11; FreeBSD amd64; rv:150.0) Gecko/20100101 Firefox/150.0", "")]
    public void The_platform_is_guessed_from_what_a_browser_says(string platform, string system, string architecture) =>
        Assert.Equal(platform, ProgramPlatform.Guess(system, architecture));

    [Fact]
    public void What_the_server_has_is_offered_and_nothing_else()
    {
        var list = ProgramList.Read(
            Server, $"{Other}  win-x64/psonoci.exe\n{Hash.ToUpperInvariant()}  linux-x64/psonoci\n{Hash}  linux-armv7/psonoci\n", true);

        Assert.Equal(["linux-x64", "win-x64"], list.Programs.Select(program => program.Platform.Name));
        Assert.Equal(Hash, list.Find("linux-x64")!.Sha256);
        Assert.Equal(Other, list.Find("win-x64")!.Sha256);
        Assert.Null(list.Find("osx-arm64"));
        Assert.True(list.IsSigned);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<!doctype html>\n<title>a  b</title>")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz  linux-x64/psonoci")]
    [InlineData("aaaa  linux-x64/psonoci")]
    public void Some_other_page_is_no_list(string text) => Assert.Empty(ProgramList.Read(Server, text, false).Programs);

    [Theory]
    [InlineData("linux-arm64", "sha256sum --check")]
    [InlineData("osx-x64", "shasum -a 256 --check")]
    public void A_command_checks_the_hash_before_it_makes_an_executable(string platform, string check) => Assert.Equal(
        $"""
        curl -fsSL https://vault.example.com/install/{platform}/psonoci -o psonoci &&
          echo '{Hash}  psonoci' | {check} &&
          chmod +x psonoci
        """,
        Program(platform).Command);

    [Fact]
    public void On_Windows_nothing_is_replaced_before_the_hash_is_checked()
    {
        var lines = Program("win-x64").Command.Split('\n').ToList();
        var (download, check, move) = (
            lines.FindIndex(line => line.Contains("https://vault.example.com/install/win-x64/psonoci.exe", StringComparison.Ordinal)),
            lines.FindIndex(line => line.Contains($"-ne '{Hash}') {{ throw", StringComparison.Ordinal)),
            lines.FindIndex(line => line.EndsWith("psonoci.new psonoci.exe", StringComparison.Ordinal)));

        Assert.True(download >= 0 && download < check && check < move, string.Join('\n', lines));
        Assert.Equal(("& {", "}"), (lines[0], lines[^1]));
        Assert.Contains("$ErrorActionPreference = 'Stop'", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_is_that_of_the_server() =>
        Assert.Equal("curl -fsSL https://vault.example.com/install.sh | sh", Program("linux-x64").Line);

    private static ProgramDownload Program(string platform) =>
        new(Server, ProgramPlatform.All.Single(one => one.Name == platform), Hash);
}
