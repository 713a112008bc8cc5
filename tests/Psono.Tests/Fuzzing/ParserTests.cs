using System.Text.RegularExpressions;
using Psono.Tests.Architecture;

namespace Psono.Tests.Fuzzing;

/// <summary>No parser is forgotten: what is called like one is named by a target, or here with a reason.</summary>
public sealed partial class ParserTests
{
    private static readonly Dictionary<string, string> WithoutTarget = new()
    {
        ["Psono.Protocol/Encodings/Hex.cs"] = "the base library's; every target with a key or a box goes through it",
        ["Psono.Protocol/Encodings/Uuid.cs"] = "the base library's",
        ["Psono.Protocol/Secrets/SecretTypes.cs"] = "looks a word up in a list",
        ["Psono.Shared/BoundedFile.cs"] = "takes the bytes as they are",
        ["Psono.Cli/Commands/Run/SecretFiles.cs"] = "the base library's base64",
        ["Psono.Cli/Supervision/SignalNumbers.cs"] = "looks a word of the command line up in a list",
        ["Psono.Server/Mail/MailSender.cs"] = "a setting of the operator: a name and an address",
        ["Psono.Server/RateLimiting/Rate.cs"] = "a setting of the operator: a number, a slash and a word",
        ["Psono.Server/Configuration/NodeName.cs"] = "a setting of the operator: compares with one expression",
        ["Psono.Server/SecondFactors/FactorNames.cs"] = "looks a word of a setting up in a list",
        ["Psono.Cli/Commands/Vault/FolderName.cs"] = "splits what is typed at slashes",
        ["Psono.Web/Secrets/FolderPath.cs"] = "splits what is typed at slashes",
        ["Psono.Web/Secrets/KeptDraft.cs"] = "what the page itself sealed, and only ever had in memory",
        ["Psono.Web/Services/Browser.cs"] = "asks the browser, parses nothing",
    };

    private static readonly IReadOnlyList<string> Named =
    [
        .. new[] { "Psono.Tests", "Psono.Server.Tests" }
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", project, "Fuzzing"), "*Targets.cs"))
            .SelectMany(path => Source.Matches(File.ReadAllText(path)).Select(match => match.Groups["path"].Value)).Distinct(),
    ];

    [Fact]
    public void What_reads_foreign_bytes_has_a_target()
    {
        var parsers = Repository.Sources.Where(source => Parser.IsMatch(Repository.Read(source))).ToList();
        Assert.True(parsers.Count > 30);
        Assert.Empty(parsers.Except(Named).Except(WithoutTarget.Keys));
    }

    [Fact]
    public void What_a_target_names_is_there()
    {
        Assert.True(Named.Count > 40);
        Assert.Empty(Named.Except(Repository.Sources));
        Assert.Empty(WithoutTarget.Keys.Except(Repository.Sources));
        Assert.Empty(WithoutTarget.Keys.Intersect(Named));
    }

    [Theory]
    [InlineData("    public static TomlFile Parse(string toml, string source)"), InlineData("internal static bool TryParse(string? x)")]
    [InlineData("    internal static List<X509Certificate2> Read(ReadOnlySpan<byte> pem)")]
    [InlineData("public static A Read(Guid id, string x)")]
    public void Such_a_method_would_be_found(string line) => Assert.Matches(Parser, line);

    [GeneratedRegex(@"\b(public|internal) static [^=;(]*\b(Try)?(Parse|Read|Unpack|Decode)\("
        + @"(Guid id, )?(\[\w+(\(\w+\))?\] )?(ReadOnly(Span|Memory)<|byte\[\]|string|Stream|TextReader)")]
    private static partial Regex Parser { get; }

    [GeneratedRegex(@"""(?<path>Psono\.[\w./]+\.cs)""")]
    private static partial Regex Source { get; }
}
