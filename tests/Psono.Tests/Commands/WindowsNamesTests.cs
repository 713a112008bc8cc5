using System.Text;
using Psono.Cli;
using Psono.Cli.Commands.Run;
using Psono.Cli.Processes;

namespace Psono.Tests.Commands;

public sealed class WindowsNamesTests
{
    private static readonly VariableSource One = new(new Guid(1, 0, 0, new byte[8]), "one");
    private static readonly VariableSource Two = new(new Guid(2, 0, 0, new byte[8]), "two");
    private static readonly RunOptions Windows = new() { IgnoreCase = true };

    private static readonly InheritedEnvironment Inherited = new(
    [
        .. "Path=C:\\bin|SYSTEMROOT=C:\\windows|windir=C:\\windows|Temp=C:\\tmp|Db_Host=old|Psono_Ci_Api_Key_Id=x"
            .Split('|').Select(Encoding.UTF8.GetBytes),
    ])
    {
        IgnoreCase = true,
    };

    [Fact]
    public void A_variable_is_found_in_any_letters()
    {
        Assert.Equal("C:\\bin", Inherited.Get("PATH"));
        Assert.Null(new InheritedEnvironment(Inherited.Entries).Get("PATH"));
    }

    [Fact]
    public void A_secret_takes_the_place_of_a_variable_in_other_letters_and_credentials_stay() => Assert.Equal(
        ["Path=C:\\bin", "SYSTEMROOT=C:\\windows", "windir=C:\\windows", "Temp=C:\\tmp", "db_host=new"], Build(Windows));

    [Fact]
    public void A_cleared_environment_keeps_what_programs_need_to_start()
    {
        Assert.Equal(["SYSTEMROOT=C:\\windows", "windir=C:\\windows", "db_host=new"], Build(Windows with { ClearEnvironment = true }));
        Assert.Equal(
            ["Path=C:\\bin", "SYSTEMROOT=C:\\windows", "db_host=new"],
            Build(Windows with { ClearEnvironment = true, Keep = ["PATH"], Unset = ["WINDIR"] }));
        Assert.Equal(["db_host=new"], Build(new RunOptions { ClearEnvironment = true, IgnoreCase = false }));
    }

    [Fact]
    public void Names_that_differ_in_their_letters_are_one()
    {
        var merged = Merge(Windows, Variable("db_host", "a", One), Variable("DB_HOST", "b", Two));
        Assert.Equal(("DB_HOST", One), (Assert.Single(merged).Winner.Name, Assert.Single(merged[0].Replaced).Source));
        Assert.Equal(2, Merge(new RunOptions(), Variable("db_host", "a", One), Variable("DB_HOST", "b", Two)).Count);
    }

    [Fact]
    public void Options_name_them_in_any_letters()
    {
        var options = Windows with { Only = ["DB_*"], Map = [new("DB_HOST", "PGHOST")], Require = ["pghost"] };
        Assert.Equal("PGHOST", Assert.Single(Merge(options, Variable("db_host", "a", One), Variable("other", "b", One))).Winner.Name);
    }

    [Theory]
    [InlineData("systemroot", "C:\\x"), InlineData("node_options", "-r x"), InlineData("Bash_Func_x", ""), InlineData("psono_ci_x", "")]
    public void What_is_refused_is_refused_in_any_letters(string name, string value)
    {
        Assert.Equal("unsafe-variable", Assert.Throws<PsonociException>(() => Merge(Windows, Variable(name, value, One))).Code);
        Assert.Single(Merge(new RunOptions(), Variable(name, value, One)));
    }

    [Fact]
    public void What_is_warned_of_is_warned_of_in_any_letters() =>
        Assert.Equal("programs and code", Assert.Single(Merge(Windows, Variable("Path", "x", One))).Steers);

    private static SecretVariable Variable(string name, string value, VariableSource source) =>
        MergedVariablesTests.Variable(name, value, source);

    private static IReadOnlyList<MergedVariable> Merge(RunOptions options, params SecretVariable[] variables) =>
        MergedVariables.Merge(variables, options);

    private static IEnumerable<string> Build(RunOptions options) =>
        CommandEnvironment.Build(Inherited, [new(Variable("db_host", "new", One), [])], options).Select(Encoding.UTF8.GetString);
}
