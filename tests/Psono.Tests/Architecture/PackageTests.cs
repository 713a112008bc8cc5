using System.Text.Json;
using System.Xml.Linq;

namespace Psono.Tests.Architecture;

/// <summary>What becomes of the packages, and of the one that is not built every time: docs/decisions/0069.</summary>
public sealed class PackageTests
{
    [Fact]
    public void A_release_has_every_package()
    {
        var packages = Repository.Projects.Where(project => project.Value.Descendants("IsPackable").Any(e => e.Value == "true"))
            .Select(project => project.Key).ToList();
        Assert.Contains("Psono.Aspire.Hosting", packages);

        var packed = Texts.Read("release.sh").Split('\n')
            .Single(line => line.StartsWith("for project in Psono.Protocol ", StringComparison.Ordinal))
            .Split(' ', ';').Where(word => word.StartsWith("Psono.", StringComparison.Ordinal));
        Assert.Equal(packages.Order(), packed.Order());
    }

    [Fact]
    public void An_ordinary_build_needs_nothing_of_Aspire()
    {
        var built = XDocument.Load(Path.Combine(Repository.Root, "Psono.slnx")).Descendants("Project")
            .Select(project => (string)project.Attribute("Path")!).ToList();
        Assert.Contains("src/Psono.Client/Psono.Client.csproj", built);
        Assert.DoesNotContain(built, path => Texts.Read(path).Contains("Aspire", StringComparison.Ordinal));
    }

    /// <summary>If not: <c>dotnet restore src/Psono.Aspire.Hosting</c>, and its lock file belongs to the commit.</summary>
    [Fact]
    public void A_release_can_restore_the_package_for_Aspire_with_the_versions_of_its_lock_file()
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(package => (string)package.Attribute("Include")!, package => $"[{(string)package.Attribute("Version")!}, )");
        using var file = JsonDocument.Parse(Texts.Read("src/Psono.Aspire.Hosting/packages.lock.json"));
        var locked = file.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .Where(package => versions.ContainsKey(package.Name)).ToDictionary(package => package.Name, package => package.Value);

        Assert.Contains("Aspire.Hosting", locked.Keys);
        // A version that is new here is another one for what Aspire needs, too.
        Assert.All(locked, package => Assert.Equal(
            versions[package.Key], package.Value.TryGetProperty("requested", out var requested) ? requested.GetString() : null));
    }

    [Fact]
    public void The_page_of_the_package_for_Aspire_shows_its_example() => Assert.Contains(
        $"```csharp\n{Texts.Read("examples/AppHost/Program.cs")}```\n",
        Texts.Read("src/Psono.Aspire.Hosting/README.md"),
        StringComparison.Ordinal);
}
