using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Psono.Tests.Architecture;

/// <summary>One way to say a thing. What the compiler can check is in .editorconfig.</summary>
public sealed partial class DialectTests
{
    [Fact]
    public void What_returns_a_task_says_so()
    {
        var methods = Repository.Sources
            .SelectMany(source => TaskMethod.Matches(Repository.Read(source))
                .Select(match => (Source: source, Name: match.Groups["name"].Value)))
            .ToList();
        Assert.True(methods.Count > 200);
        Assert.All(
            methods, method => Assert.True(method.Name.EndsWith("Async", StringComparison.Ordinal), $"{method.Source}: {method.Name}"));
    }

    [Theory]
    [InlineData("    private static async Task Save(int x)"), InlineData("    public ValueTask<IReadOnlyList<string>> List()")]
    [InlineData("    protected Task<(int A, int B)> Pair<T>(T x)"), InlineData("        async Task<bool> Try()")]
    public void Such_a_method_would_be_found(string line) => Assert.Matches(TaskMethod, line);

    [Fact]
    public void A_call_of_the_C_library_is_declared_once_in_a_program()
    {
        var imports = Repository.Sources
            .SelectMany(source => Import.Matches(Repository.Read(source))
                .Select(match => (Source: source, Signature: match.Groups["signature"].Value)))
            .ToList();
        Assert.True(imports.Count > 40);
        Assert.All(imports, import => Assert.Matches("^Psono\\.(Cli|Server)/Interop/", import.Source));
        Assert.Equal(imports.Count, imports.Select(import => (import.Source.Split('/')[0], import.Signature)).Distinct().Count());
    }

    [Fact]
    public void Sql_is_a_constant_at_the_top_of_its_class()
    {
        var texts = Repository.Sources.Where(source => source.StartsWith("Psono.Server", StringComparison.Ordinal))
            .SelectMany(source => Sql.Matches(Repository.Read(source))
                .Select(match => (Source: source, IsConstant: match.Groups["name"].Success)))
            .ToList();
        Assert.True(texts.Count > 50);
        Assert.All(texts, text => Assert.True(text.IsConstant, text.Source));
    }

    [Fact]
    public void A_parameter_of_sql_is_named_like_a_variable()
    {
        var parameters = Repository.Sources.Where(source => source.StartsWith("Psono.Server", StringComparison.Ordinal))
            .SelectMany(source => Parameter.Matches(Repository.Read(source)).Select(match => match.Value)).ToList();
        Assert.True(parameters.Count > 200);
        Assert.DoesNotContain(parameters, parameter => parameter.Contains('_', StringComparison.Ordinal));
    }

    [Fact]
    public void A_package_that_has_a_version_has_a_user()
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion").Select(package => (string)package.Attribute("Include")!).ToList();
        Assert.NotEmpty(versions);
        var used = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root, "Directory.Build.*"))
            .SelectMany(path => XDocument.Load(path)
                .Descendants("PackageReference").Select(package => (string)package.Attribute("Include")!))
            .ToHashSet();
        Assert.DoesNotContain(versions, version => !used.Contains(version));
    }

    /// <summary>A declaration: at the start of its line, and not a call or an override of what others named.</summary>
    [GeneratedRegex(@"^ +(?!return |await |new )(?:(?:public|private|internal|protected|static|async|virtual|abstract|unsafe|sealed) )*"
        + @"(?:Value)?Task(?:<[^;={]*?>)? (?<name>[A-Z]\w*)(?:<\w+>)?\(", RegexOptions.Multiline)]
    private static partial Regex TaskMethod { get; }

    [GeneratedRegex(@"(?<name>const string \w+ =\s*\$*)?""+\s*(?:select|insert into|update|delete from) (?!your|the )")]
    private static partial Regex Sql { get; }

    [GeneratedRegex(@"(?<=[ (,""=<>])@[a-z]\w*")]
    private static partial Regex Parameter { get; }

    [GeneratedRegex(@"\[LibraryImport\(""(?:libc|kernel32)"".*\]\s+(?:\[.*\]\s+)?(?<signature>.*;)")]
    private static partial Regex Import { get; }
}
