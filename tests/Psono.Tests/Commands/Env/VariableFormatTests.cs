using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Psono.Cli;
using Psono.Cli.Commands.Env;
using Psono.Cli.Commands.Run;
using Psono.Cli.Terminal;
using Psono.Protocol.Text;

namespace Psono.Tests.Commands.Env;

/// <summary>What env writes is read by somebody else's reader, and nothing is lost on the way.</summary>
public sealed class VariableFormatTests
{
    private static readonly VariableSource Source = new(new Guid("00000000-0000-4000-8000-000000000001"), "title");

    private static readonly string[] Pieces =
    [
        "a", "B", "7", " ", "  ", "\t", "\n", "\r", "\r\n", "'", "\"", "\\", "\\n", "\\'", "\\\\", "$", "${A}", "$A", "$(id)", "`id`", "#",
        " #", "=", "!", "%", "&", ";", "|", "<", ">", "<<", "(", ")", "[", "]", "{", "}", "{{", "*", "?", "~", "^", ",", ":", ": ", "- ",
        "@", "/", "--", "EOF", "ä", "é", "😀", "\u0001", "\u001b", "\u007f", "\u0085", "\u00a0", "\u2028", "\ufeff", "\ufffe", "\ufdd0",
        "null", "yes", "0x10", "1e3", "2026-01-01",
    ];

    private static readonly Gen<string> Value = Gen.Int[0, Pieces.Length - 1]
        .Select(i => Pieces[i]).Array[0, 12].Select(string.Concat);

    public static TheoryData<string> Formats { get; } = [.. VariableFormats.Names.Split(", ")];

    /// <summary>What docs/decisions/0021 says that it costs.</summary>
    [Fact]
    public void One_in_eight_random_passwords_with_all_punctuation_cannot_be_in_a_dotenv_file()
    {
        var passwords = Enumerable.Range(0, 4000).Select(number => SHA256.HashData(BitConverter.GetBytes(number))[..20])
            .Select(bytes => string.Concat(bytes.Select(one => (char)('!' + (one % ('~' - '!' + 1))))));
        Assert.InRange(passwords.Count(password => Refusal("dotenv", Variable("V", password)) is not null), 4000 / 9, 4000 / 7);
    }

    /// <summary>900 values at once: what they do to each other counts as well.</summary>
    [Theory, MemberData(nameof(Formats))]
    public void A_value_comes_out_as_it_is_or_is_refused_by_the_name_of_its_variable(string format) => Value.Array[900].Sample(
        values =>
        {
            var written = new List<SecretVariable>();
            foreach (var variable in values.Select((value, i) => Variable($"V{i}", value)))
            {
                if (Refusal(format, variable) is not { } refusal)
                    written.Add(variable);
                else
                    Assert.Contains($"{variable.Name} in secret {Source} cannot be written", refusal.Message, StringComparison.Ordinal);
            }

            Assert.True(written.Count > 150);
            var file = Write(format, [.. written]);
            foreach (var read in Readers(format))
            {
                var pairs = read(file);
                foreach (var variable in written)
                    Assert.Equal((variable.Name, Encoding.UTF8.GetString(variable.Value)), (variable.Name, pairs[variable.Name]));
            }
        },
        iter: 1,
        threads: 1);

    [Theory]
    [InlineData("shell", ""), InlineData("json", ""), InlineData("yaml", "")]
    [InlineData("github", "")]
    [InlineData("systemd", "\ufeff \ufffe \ufdd0 \U0001ffff")]
    [InlineData("docker", "a\nb x\r")]
    [InlineData("dotenv", "a\rb it's\"x\" a\\\\'b c\\d' ${x}' \\'")]
    public void Only_what_the_reader_cannot_take_is_refused(string format, string refused)
    {
        foreach (var value in refused.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Assert.NotNull(Refusal(format, Variable("A", value)));
        string[] ordinary = ["", "a", "p@ss w0rd!", "$HOME `id` $(id)", "it's", "say \"yes\"", "#not a comment", " spaces ", "\ttab", "a=b",
            "C:\\dir\\x", "{\"json\": [1]}", "größe 😀"];
        foreach (var value in ordinary)
            Assert.Null(Refusal(format, Variable("A", value)));
        string[] lines = ["line 1\nline 2\n", "\n", "-----BEGIN KEY-----\nMIIE+/==\n-----END KEY-----\n"];
        if (format != "docker")
            Assert.All(lines, value => Assert.Null(Refusal(format, Variable("A", value))));
    }

    [Theory]
    [InlineData("dotenv", "my.name"), InlineData("shell", "my.name"), InlineData("shell", "1A"), InlineData("shell", "A;id")]
    [InlineData("systemd", "a-b")]
    [InlineData("docker", "a b"), InlineData("docker", "#a"), InlineData("github", "A<<B"), InlineData("github", "NODE_OPTIONS")]
    [InlineData("shell", "größe")]
    public void A_name_that_would_be_read_as_something_else_is_refused(string format, string name)
    {
        var refusal = Refusal(format, Variable(name, "hunter2"))!;
        Assert.Equal("inexpressible", refusal.Code);
        Assert.StartsWith(name, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message + refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Docker_reads_no_longer_line()
    {
        Assert.Null(Refusal("docker", Variable("A", new string('x', 65_533))));
        Assert.NotNull(Refusal("docker", Variable("A", new string('x', 65_534))));
    }

    [Theory]
    [InlineData("no", "\"no\": \"1\"\n"), InlineData("Y", "\"Y\": \"1\"\n"), InlineData("A_1", "A_1: \"1\"\n")]
    [InlineData("a.b", "\"a.b\": \"1\"\n"), InlineData("_x", "\"_x\": \"1\"\n")]
    public void A_yaml_key_is_text(string name, string line) =>
        Assert.Equal(line, Encoding.UTF8.GetString(Write("yaml", Variable(name, "1"))));

    /// <summary>The delimiter cannot be guessed, or a value could end itself.</summary>
    [Fact]
    public void A_github_delimiter_is_different_each_time()
    {
        var delimiters = Enumerable.Range(0, 20)
            .Select(_ => Encoding.UTF8.GetString(Write("github", Variable("A", "1"))).Split('\n')[0]).ToList();
        Assert.All(delimiters, line => Assert.Matches("^A<<psonoci_[0-9a-f]{32}$", line));
        Assert.Equal(20, delimiters.Distinct().Count());
    }

    [Fact]
    public void A_mask_hides_the_value_and_each_line_of_it()
    {
        using var output = new SecretBuffer();
        GitHubFormat.WriteMasks(output, [Variable("A", "100%\r\nb\n\n"), Variable("B", ""), Variable("C", "plain")]);
        Assert.Equal("::add-mask::100%25%0D%0Ab%0A%0A\n::add-mask::100%25\n::add-mask::b\n::add-mask::plain\n",
            Encoding.UTF8.GetString(output.Written));
    }

    [Fact]
    public void A_buffer_grows_and_leaves_nothing_behind()
    {
        var output = new SecretBuffer();
        var expected = Enumerable.Range(0, 20_000).Select(i => (byte)i).ToArray();
        foreach (var value in expected)
            output.Append(value);
        Assert.Equal(expected, output.Written.ToArray());
        var memory = output.GetMemory();
        output.Dispose();
        Assert.True(output.Written.IsEmpty);
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray((ReadOnlyMemory<byte>)memory, out var array));
        Assert.All(array.Array!, value => Assert.Equal(0, value));
    }

    private static IEnumerable<Func<byte[], Dictionary<string, string>>> Readers(string format) => format switch
    {
        "shell" => [file => Reader.Shell("bash", file), file => Reader.Shell("dash", file)],
        "json" => [file => JsonNode.Parse(file)!.AsObject().ToDictionary(member => member.Key, member => member.Value!.GetValue<string>())],
        "yaml" => [Reader.Yaml],
        "dotenv" => [Reader.Dotenv, file => Dotenv(Encoding.UTF8.GetString(file)),
            file => Reader.Assignments("dash", file)],
        "docker" => [file => LineReaders.Docker(Encoding.UTF8.GetString(file))],
        "systemd" => [file => LineReaders.Systemd(Encoding.UTF8.GetString(file)), file => Reader.Assignments("dash", file)],
        "github" => [file => LineReaders.GitHub(Encoding.UTF8.GetString(file))],
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    private static Dictionary<string, string> Dotenv(string text)
    {
        var file = DotenvFile.Read(text);
        Assert.DoesNotContain(file.Problems, problem => problem.IsError);
        return file.Variables.ToDictionary(variable => variable.Key, variable => variable.Value);
    }

    private static SecretVariable Variable(string name, string value) => MergedVariablesTests.Variable(name, value, Source);

    private static byte[] Write(string format, params SecretVariable[] variables)
    {
        using var output = new SecretBuffer();
        VariableFormats.Of(format)(output, variables);
        return output.Written.ToArray();
    }

    private static PsonociException? Refusal(string format, SecretVariable variable)
    {
        try
        {
            Write(format, variable);
            return null;
        }
        catch (PsonociException e)
        {
            return e;
        }
    }
}
