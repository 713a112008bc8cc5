using System.Text;
using Psono.Cli.Commands.Run;
using Psono.Cli.Processes;

namespace Psono.Tests.Commands;

public sealed class CommandEnvironmentTests
{
    private static readonly byte[] Strange = [0xFF, (byte)'=', 0xFE, 0xFD];

    private static readonly InheritedEnvironment Inherited = new(
    [
        "PATH=/bin"u8.ToArray(), "HOME=/root"u8.ToArray(), "LC_ALL=C"u8.ToArray(), "LC_TIME=C"u8.ToArray(), "db_host=old"u8.ToArray(),
        Strange, "PSONO_CI_API_SECRET_KEY_HEX=hunter2"u8.ToArray(), "PSONO_CIX=1"u8.ToArray(), "no-equals-sign"u8.ToArray(),
    ]);

    private static readonly IReadOnlyList<MergedVariable> Variables =
        [new(MergedVariablesTests.Variable("db_host", "new", new VariableSource(Guid.Empty, null)), [])];

    [Fact]
    public void Everything_is_passed_on_as_it_is_except_credentials_and_what_a_secret_replaces()
    {
        var entries = CommandEnvironment.Build(Inherited, Variables, new RunOptions());
        Assert.Equal(
            ["PATH=/bin", "HOME=/root", "LC_ALL=C", "LC_TIME=C", "\u00ff=\u00fe\u00fd", "PSONO_CIX=1", "no-equals-sign", "db_host=new"],
            Texts(entries));
        Assert.Contains(Strange, entries);
    }

    [Fact]
    public void A_name_that_is_no_text_is_not_the_one_of_a_secret_that_looks_like_it()
    {
        IReadOnlyList<MergedVariable> variables =
            [new(MergedVariablesTests.Variable("\ufffd", "new", new VariableSource(Guid.Empty, null)), [])];
        Assert.Contains(Strange, CommandEnvironment.Build(Inherited, variables, new RunOptions { IgnoreCase = false }));
    }

    [Fact]
    public void A_cleared_environment_has_the_secrets_and_what_is_kept()
    {
        Assert.Equal(
            ["db_host=new"], Texts(CommandEnvironment.Build(Inherited, Variables, new RunOptions { ClearEnvironment = true })));
        var keep = new RunOptions { ClearEnvironment = true, Keep = ["HOME", "LC_*", "db_host", "PSONO_*"] };
        Assert.Equal(["HOME=/root", "LC_ALL=C", "LC_TIME=C", "PSONO_CIX=1", "db_host=new"],
            Texts(CommandEnvironment.Build(Inherited, Variables, keep)));
    }

    [Fact]
    public void What_is_unset_is_not_inherited_even_if_it_is_kept_but_a_secret_stays()
    {
        var unset = new RunOptions { Unset = ["LC_*", "HOME", "db_host", "not there"] };
        Assert.Equal(["PATH=/bin", "\u00ff=\u00fe\u00fd", "PSONO_CIX=1", "no-equals-sign", "db_host=new"],
            Texts(CommandEnvironment.Build(Inherited, Variables, unset)));
        var both = new RunOptions { ClearEnvironment = true, Keep = ["LC_*"], Unset = ["LC_ALL"] };
        Assert.Equal(["LC_TIME=C", "db_host=new"], Texts(CommandEnvironment.Build(Inherited, Variables, both)));
    }

    [Fact]
    public void Credentials_are_passed_on_only_on_request() => Assert.Contains(
        "PSONO_CI_API_SECRET_KEY_HEX=hunter2",
        Texts(CommandEnvironment.Build(Inherited, Variables, new RunOptions { KeepCredentials = true })));

    [Fact]
    public void The_command_is_looked_for_in_our_own_path()
    {
        Assert.Equal("/bin"u8.ToArray(), CommandEnvironment.SearchPath(Inherited));
        Assert.Empty(CommandEnvironment.SearchPath(InheritedEnvironment.From([])));
    }

    private static IEnumerable<string> Texts(IEnumerable<byte[]> entries) => entries.Select(Encoding.Latin1.GetString);
}
