using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Release;

/// <summary>The packages as somebody gets them: what is in them, and the program that their pages tell people to write.</summary>
public sealed partial class PackageTests(World world)
{
    private static readonly string Packages = Path.Combine(Published.Root, "artifacts/release/packages");

    public static TheoryData<string> Names => ["Psono.Protocol", "Psono.Client", "Psono.Extensions.Configuration"];

    [Theory, MemberData(nameof(Names))]
    public void A_package_says_what_it_is_and_brings_its_documentation_and_its_symbols(string name)
    {
        using var package = Open(name, "nupkg");
        Assert.Superset(
            new HashSet<string> { "README.md", "icon.png", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml" },
            package.Entries.Select(entry => entry.FullName).ToHashSet());
        using var description = package.GetEntry(name + ".nuspec")!.Open();
        var metadata = XDocument.Load(description).Root!.Elements().Single().Elements()
            .ToDictionary(element => element.Name.LocalName, element => element);
        Assert.Equal("README.md", metadata["readme"].Value);
        Assert.Equal("icon.png", metadata["icon"].Value);
        Assert.Equal("Apache-2.0", metadata["license"].Value);
        Assert.Matches("^[0-9a-f]{40}$", (string?)metadata["repository"].Attribute("commit"));
        Assert.StartsWith("psono ", metadata["tags"].Value, StringComparison.Ordinal);

        using var symbols = Open(name, "snupkg");
        Assert.Contains(symbols.Entries, entry => entry.FullName == $"lib/net10.0/{name}.pdb");
    }

    /// <summary>A project of somebody who has the packages and nothing else of ours.</summary>
    [Fact]
    public async Task What_the_pages_of_the_packages_show_compiles_and_runs()
    {
        const string Title = "packaged database";
        var (_, config) = await world.CreateAsync(Title, "db_host=prd-db.example.com\n", "--write");
        using var directory = new TemporaryDirectory();
        var pages = Names.Select(name => File.ReadAllText(Path.Combine(Published.Root, "src", name.Data, "README.md")))
            .Select(page => page.Replace("production database", Title, StringComparison.Ordinal)).ToList();
        var samples = pages.SelectMany(page => Sample.Matches(page)).Select(match => match.Groups["code"].Value.Split('\n')).ToList();
        Assert.All(pages, page => Assert.Matches(Sample, page));

        var usings = samples.SelectMany(lines => lines.Where(IsUsing)).Distinct();
        var bodies = samples.Select(lines => "{\n" + string.Join('\n', lines.Where(line => !IsUsing(line))) + "\n}");
        await File.WriteAllTextAsync(directory.File("Program.cs"), string.Join('\n', usings.Concat(bodies)));
        await File.WriteAllTextAsync(
            directory.File("sample.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestoreSources>{Packages}</RestoreSources>
                <RestorePackagesPath>{directory.File("packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>$(NuGetPackageRoot)</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Psono.Extensions.Configuration" Version="*" />
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
              </ItemGroup>
            </Project>
            """);

        var settings = (await File.ReadAllLinesAsync(config)).Where(line => line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim().Trim('"'));
        var result = await Shell.RunAsync(
            $"cd {directory.Path}; mkdir tmp; export TMPDIR=$PWD/tmp; dotnet run",
            new Dictionary<string, string>
            {
                ["PSONO_CI_SERVER_URL"] = settings["server_url"],
                ["PSONO_CI_API_KEY_ID"] = settings["api_key_id"],
                ["PSONO_CI_API_SECRET_KEY_HEX"] = settings["api_secret_key_hex"],
                // Nothing of the build stays behind, neither files nor processes.
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
                ["NuGetPackageRoot"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                    ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
            },
            patience: TimeSpan.FromMinutes(2));

        // Secrets are read in this order: opened, listed and changed by the client, and then what became of it as configuration, twice.
        Assert.Equal([Title, "db_host", "new-db.example.com", "new-db.example.com"], result.Succeeds().Lines);
    }

    private static ZipArchive Open(string name, string kind) =>
        ZipFile.OpenRead(Assert.Single(Directory.EnumerateFiles(Packages), path => Regex.IsMatch(path, $@"/{name}\.\d[^/]*\.{kind}$")));

    private static bool IsUsing(string line) => UsingDirective.IsMatch(line);

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sample { get; }

    [GeneratedRegex(@"^using [\w.]+;$")]
    private static partial Regex UsingDirective { get; }
}
