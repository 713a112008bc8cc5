using System.Text;
using CsCheck;
using Psono.Cli;
using Psono.Cli.Commands.Run;

namespace Psono.Tests.Commands;

public sealed class MergedVariablesTests
{
    private static readonly VariableSource One = new(new Guid(1, 0, 0, new byte[8]), "one");
    private static readonly VariableSource Two = new(new Guid(2, 0, 0, new byte[8]), "two");

    private static readonly IReadOnlyList<SecretVariable> Variables =
        [Variable("HOST", "a", One), Variable("USER", "b", One), Variable("HOST", "c", Two), Variable("PORT", "d", Two)];

    [Theory]
    [InlineData("last", "c"), InlineData("first", "a")]
    public void Of_two_variables_the_rule_says_which_counts(string rule, string value)
    {
        var merged = Merge(Variables, new RunOptions { Duplicates = Enum.Parse<Duplicates>(rule, ignoreCase: true) });
        Assert.Equal(["HOST", "USER", "PORT"], merged.Select(variable => variable.Winner.Name));
        Assert.Equal(value, Text(merged[0].Winner));
        Assert.Equal(value == "c" ? One : Two, Assert.Single(merged[0].Replaced).Source);
    }

    [Theory]
    [InlineData("last"), InlineData("first")]
    public void Any_number_of_variables_of_one_name_is_merged_in_one_go(string rule)
    {
        var many = Enumerable.Range(0, 300_000).Select(i => Variable("A", $"{i}", One)).ToList();
        var merged = Assert.Single(Merge(many, new RunOptions { Duplicates = Enum.Parse<Duplicates>(rule, ignoreCase: true) }));
        Assert.Equal(rule == "last" ? many[^1] : many[0], merged.Winner);
        Assert.Equal(rule == "last" ? many[..^1] : many[1..], merged.Replaced);
    }

    [Fact]
    public void Or_that_neither_does()
    {
        var error = Refusal(Variables, new RunOptions { Duplicates = Duplicates.Error });
        Assert.Equal("duplicate-variable", error.Code);
        Assert.Contains($"{One}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{Two}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_selection_takes_names_and_patterns_of_the_secret() => Assert.Equal(
        ["HOST", "PORT"], Names(new RunOptions { Only = ["H*T", "PORT"] }));

    [Fact]
    public void A_map_gives_the_final_name_and_a_prefix_goes_before_the_others() => Assert.Equal(
        ["APP_HOST", "LOGIN", "APP_PORT"], Names(new RunOptions { Prefix = "APP_", Map = [new("USER", "LOGIN")] }));

    [Fact]
    public void Renaming_may_make_duplicates_and_resolve_them() => Assert.Equal(
        "d", Text(Assert.Single(
            Merge(Variables, new RunOptions { Only = ["USER", "PORT"], Map = [new("USER", "X"), new("PORT", "X")] })).Winner));

    [Theory]
    [InlineData("A", "", "", "--only A matches no variable")]
    [InlineData("", "A=B", "", "--map A: no such variable")]
    [InlineData("HOST", "USER=B", "", "--map USER: no such variable")]
    [InlineData("", "", "A", "the required variable A is not in any secret")]
    [InlineData("", "USER=B", "USER", "the required variable USER is not in any secret")]
    public void What_was_asked_for_and_is_missing_is_an_error(string only, string map, string require, string message)
    {
        var options = new RunOptions
        {
            Only = only.Length == 0 ? [] : [only],
            Map = map.Length == 0 ? [] : [new(map.Split('=')[0], map.Split('=')[1])],
            Require = require.Length == 0 ? [] : [require],
        };
        Assert.Equal(message, Refusal(Variables, options).Message);
    }

    [Fact]
    public void No_variables_are_an_error_unless_allowed()
    {
        Assert.Equal("no-variables", Refusal([], new RunOptions()).Code);
        Assert.Empty(Merge([], new RunOptions { AllowEmpty = true }));
    }

    [Theory]
    [InlineData(""), InlineData("A=B"), InlineData("A\0B"), InlineData("A\nB"), InlineData("A\u001b[31mB")]
    public void A_name_that_no_process_can_have_is_an_error_that_does_not_repeat_it(string name)
    {
        var error = Refusal([Variable(name, "hunter2", One)], new RunOptions());
        Assert.Equal("invalid-variable", error.Code);
        Assert.Contains($"{One}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_with_a_nul_is_an_error() =>
        Assert.Equal("invalid-variable", Refusal([Variable("A", "b\0c", One)], new RunOptions()).Code);

    [Fact]
    public void A_value_as_large_as_the_kernel_allows_passes_and_a_byte_more_does_not()
    {
        var limit = 32 * Environment.SystemPageSize;
        Assert.Single(Merge([Variable("NAME", new string('x', limit - "NAME=".Length - 1), One)], new RunOptions()));
        var error = Refusal([Variable("NAME", new string('x', limit - "NAME=".Length), One)], new RunOptions());
        Assert.Equal("too-large", error.Code);
        Assert.Contains("NAME", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LD_PRELOAD"), InlineData("LD_LIBRARY_PATH"), InlineData("DYLD_INSERT_LIBRARIES"), InlineData("BASH_ENV")]
    [InlineData("BASH_FUNC_ls%%")]
    public void A_name_that_decides_what_code_is_loaded_has_to_be_allowed(string name)
    {
        Assert.Equal("unsafe-variable", Refusal([Variable(name, "x", One)], new RunOptions()).Code);
        Assert.Equal("unsafe-variable", Refusal([Variable("A", "x", One)], new RunOptions { Map = [new("A", name)] }).Code);
        Assert.Single(Merge([Variable(name, "x", One)], new RunOptions { AllowUnsafeNames = ["*"] }));
        Assert.Single(Merge([Variable(name, "x", One)], new RunOptions { AllowUnsafeNames = ["OTHER", name[..4] + "*"] }));
        Assert.Equal("unsafe-variable", Refusal([Variable(name, "x", One)], new RunOptions { AllowUnsafeNames = ["OTHER"] }).Code);
    }

    [Theory]
    [InlineData("LD_CLIENT_SIDE_ID"), InlineData("PATH"), InlineData("ENV"), InlineData("my.dotted-name"), InlineData("größe")]
    public void Ordinary_names_pass(string name) => Assert.Single(Merge([Variable(name, "x", One)], new RunOptions()));

    [Fact]
    public void A_secret_does_not_configure_another_psonoci_by_accident()
    {
        Assert.Equal("unsafe-variable", Refusal([Variable("PSONO_CI_SERVER_URL", "x", One)], new RunOptions()).Code);
        Assert.Single(Merge([Variable("PSONO_CI_SERVER_URL", "x", One)], new RunOptions { KeepCredentials = true }));
    }

    [Fact]
    public void First_is_last_of_the_reverse_and_every_name_has_one_winner()
    {
        var variable = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Guid, (name, secret, value) =>
            Variable($"N{name}", $"{value}", new VariableSource(new Guid(secret, 0, 0, new byte[8]), null)));
        variable.List[1, 30].Sample(variables =>
        {
            var first = Merge(variables, new RunOptions { Duplicates = Duplicates.First });
            var last = Merge([.. variables.AsEnumerable().Reverse()], new RunOptions());
            Assert.Equal(
                first.OrderBy(v => v.Winner.Name, StringComparer.Ordinal).Select(v => Text(v.Winner)),
                last.OrderBy(v => v.Winner.Name, StringComparer.Ordinal).Select(v => Text(v.Winner)));
            Assert.Equal(variables.Select(v => v.Name).Distinct(), first.Select(v => v.Winner.Name));
            Assert.Equal(variables.Count, first.Sum(v => 1 + v.Replaced.Count));
        });
    }

    [Fact]
    public void Only_commutes_with_merging()
    {
        Gen.Select(Gen.Int[0, 6].List[1, 20], Gen.Int[0, 6]).Sample((names, wanted) =>
        {
            var variables = names.Select((name, i) => Variable($"N{name}", $"{i}", One)).ToList();
            if (!names.Contains(wanted))
                return;
            var only = Merge(variables, new RunOptions { Only = [$"N{wanted}"] });
            Assert.Equal(Text(Merge(variables, new RunOptions()).Single(v => v.Winner.Name == $"N{wanted}").Winner),
                Text(Assert.Single(only).Winner));
        });
    }

    /// <summary>The same, said in another way: a dictionary that later variables overwrite, or do not.</summary>
    [Fact]
    public void Merging_is_what_one_would_do_by_hand()
    {
        var variable = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 9], (name, value) => Variable($"N{name}", $"{value}", One));
        Gen.Select(variable.List[1, 20], Gen.Bool, Gen.Bool, Gen.Bool).Sample((variables, first, prefix, map) =>
        {
            var old = variables[0].Name;
            var options = new RunOptions
            {
                Duplicates = first ? Duplicates.First : Duplicates.Last,
                Prefix = prefix ? "P_" : "",
                Map = map ? [new(old, "N3")] : [],
            };
            var expected = new Dictionary<string, string>();
            foreach (var v in variables)
            {
                var name = map && v.Name == old ? "N3" : options.Prefix + v.Name;
                if (!first || !expected.ContainsKey(name))
                    expected[name] = Text(v);
            }

            Assert.Equal(expected, Merge(variables, options).ToDictionary(v => v.Winner.Name, v => Text(v.Winner)));
        });
    }

    internal static SecretVariable Variable(string name, string value, VariableSource source) =>
        new(name, name, Encoding.UTF8.GetBytes(value), source);

    private static IReadOnlyList<MergedVariable> Merge(IReadOnlyList<SecretVariable> variables, RunOptions options) =>
        MergedVariables.Merge(variables, options);

    private static PsonociException Refusal(IReadOnlyList<SecretVariable> variables, RunOptions options) =>
        Assert.Throws<PsonociException>(() => Merge(variables, options));

    private static IEnumerable<string> Names(RunOptions options) => Merge(Variables, options).Select(variable => variable.Winner.Name);

    private static string Text(SecretVariable variable) => Encoding.UTF8.GetString(variable.Value);
}
