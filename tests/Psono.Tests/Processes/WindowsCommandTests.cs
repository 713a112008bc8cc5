using CsCheck;
using Psono.Cli;
using Psono.Cli.Processes;

namespace Psono.Tests.Processes;

public sealed class WindowsCommandTests
{
    private const string System = @"C:\windows\system32";

    private static readonly HashSet<string> Files = new(StringComparer.OrdinalIgnoreCase)
    {
        @"C:\bin\tool.exe", @"C:\bin\npm", @"C:\bin\npm.cmd", @"C:\more\both.bat", @"C:\bin\both.exe", @"C:\bin\script.py",
        @"C:\bin\v1.2.exe", @"C:\work\here.exe", @"\\server\share\far.exe", "here.exe", @".\here.exe", "C:here.exe",
        @"C:\Program Files (x86)\tool.cmd",
    };

    [Theory]
    [InlineData("tool", @"C:\bin\tool.exe"), InlineData("TOOL.EXE", @"C:\bin\TOOL.EXE"), InlineData("npm", @"C:\bin\npm.cmd")]
    [InlineData("both", @"C:\bin\both.exe"), InlineData("v1.2", @"C:\bin\v1.2.exe"), InlineData("far", @"\\server\share\far.exe")]
    [InlineData(@".\here", @"C:\work\here.exe"), InlineData(@"C:\more\both", @"C:\more\both.bat"), InlineData("./here.exe", null)]
    [InlineData("here", null), InlineData("here.exe", null), InlineData("", null), InlineData("none", null)]
    [InlineData("npm.cmd.", null), InlineData("npm.cmd ", null), InlineData(@"C:\bin\npm.cmd::$DATA", null)]
    [InlineData("C:here", "C:here.exe")]
    public void A_command_is_found_in_PATH_and_by_its_path_alone(string command, string? file) =>
        Assert.Equal(file, Lookup().Find(command));

    [Theory]
    [InlineData(".CMD;.EXE", "both", @"C:\bin\both.exe"), InlineData(".BAT;.EXE", "both", @"C:\bin\both.exe")]
    [InlineData(".PY", "script", null), InlineData("", "npm", @"C:\bin\npm.cmd"), InlineData(".EXE", "npm", null)]
    public void Endings_are_those_of_PATHEXT_that_Windows_starts(string endings, string command, string? file) =>
        Assert.Equal(file, Lookup(endings).Find(command));

    [Fact]
    public void Relative_and_empty_places_of_PATH_are_left_out() =>
        Assert.Null(
            new WindowsLookup(@";.;work;C:work", null, name => name.EndsWith("here.exe", StringComparison.Ordinal), Full).Find("here"));

    [Theory]
    [InlineData("none", ExitCodes.NotFound, "not-found"), InlineData(@"C:\bin\script.py", ExitCodes.NotExecutable, "not-executable")]
    public void What_cannot_be_started_has_the_exit_codes_of_env(string command, int exitCode, string code)
    {
        var refused = Assert.Throws<PsonociException>(() => Resolve(command));
        Assert.Equal((exitCode, code), (refused.ExitCode, refused.Code));
    }

    [Fact]
    public void A_program_gets_its_arguments_back_as_they_were() =>
        Gen.String[Gen.Char["ab \\\"\t%&ü"], 0, 8].Array[0, 4].Sample(arguments =>
            Assert.Equal(arguments, CommandLineToArgv(Resolve(["tool", .. arguments]).Arguments)));

    [Theory]
    [InlineData("", "\"\""), InlineData("a", "a"), InlineData("a b", "\"a b\"")]
    [InlineData("a\"b", "\"a\\\"b\""), InlineData(@"a\b\", @"a\b\")]
    [InlineData(@"a b\", "\"a b\\\\\""), InlineData("a\\\"", "\"a\\\\\\\"\""), InlineData("%PATH%", "%PATH%")]
    public void As_the_rules_of_the_C_library_say(string argument, string quoted) =>
        Assert.Equal(quoted, Resolve("tool", argument).Arguments);

    [Fact]
    public void A_batch_file_is_run_by_the_systems_own_cmd() => Assert.Equal(
        new WindowsCommand(
            @"C:\windows\system32\cmd.exe",
            @"/e:ON /v:OFF /d /s /c """"C:\bin\npm.cmd"" run ""a b"" ""x,y=z;"" ""C:\dir\\"" """""""),
        Resolve("npm", "run", "a b", "x,y=z;", @"C:\dir\", ""));

    [Fact]
    public void Which_may_lie_where_programs_for_32_bits_do() => Assert.EndsWith(
        @"""""C:\Program Files (x86)\tool.cmd"" a""", Resolve(@"C:\Program Files (x86)\tool.cmd", "a").Arguments, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"&calc&\""), InlineData("%CMDCMDLINE:~-1%&calc"), InlineData("a\nb"), InlineData("a\rb"), InlineData("a!b")]
    [InlineData("a^b"), InlineData("a|b"), InlineData("a&b"), InlineData("<a"), InlineData(">a"), InlineData("100%"), InlineData("\u0085")]
    [InlineData("x) else (calc"), InlineData("("), InlineData(")")]
    public void And_gets_no_argument_that_could_be_a_command(string argument)
    {
        var refused = Assert.Throws<PsonociException>(() => Resolve("npm", argument));
        Assert.Equal((ExitCodes.NotStarted, "unsafe-argument"), (refused.ExitCode, refused.Code));
    }

    [Fact]
    public void A_line_that_is_too_long_is_refused() =>
        Assert.Equal("too-large", Assert.Throws<PsonociException>(() => Resolve("tool", new string('a', 32767))).Code);

    private static WindowsCommand Resolve(params string[] command) => WindowsCommand.Resolve(command, Lookup(), System);

    private static WindowsLookup Lookup(string? endings = null) =>
        new(@"C:\bin\;""C:\more"";\\server\share", endings, IsThere, Full);

    /// <summary>In the directory C:\work.</summary>
    private static string Full(string file) => file.StartsWith(@".\", StringComparison.Ordinal) ? @"C:\work" + file[1..] : file;

    /// <summary>Windows takes such endings away, and names the content of a file in two ways.</summary>
    private static bool IsThere(string file) => Files.Contains(file.Replace("::$DATA", "", StringComparison.Ordinal).TrimEnd('.', ' '));

    /// <summary>As documented for CommandLineToArgvW, behind the name of the program.</summary>
    private static List<string> CommandLineToArgv(string line)
    {
        var arguments = new List<string>();
        for (var i = 0; i < line.Length;)
        {
            if (line[i] is ' ' or '\t')
            {
                i++;
                continue;
            }

            var argument = new global::System.Text.StringBuilder();
            for (var quoted = false; i < line.Length && (quoted || line[i] is not (' ' or '\t'));)
            {
                var start = i;
                while (i < line.Length && line[i] == '\\')
                    i++;
                var backslashes = i - start;
                if (i < line.Length && line[i] == '"')
                {
                    argument.Append('\\', backslashes / 2);
                    if (backslashes % 2 == 1)
                        argument.Append('"');
                    else
                        quoted = !quoted;
                    i++;
                }
                else
                {
                    argument.Append('\\', backslashes);
                    if (i < line.Length && (quoted || line[i] is not (' ' or '\t')))
                        argument.Append(line[i++]);
                }
            }

            arguments.Add(argument.ToString());
        }

        return arguments;
    }
}
