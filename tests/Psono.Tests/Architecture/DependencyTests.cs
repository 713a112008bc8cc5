using System.Reflection;
using System.Xml.Linq;

namespace Psono.Tests.Architecture;

/// <summary>
/// <c>Protocol ← Client ← {Extensions.Configuration, Cli, Web}</c> and <c>Protocol ← Server</c>, nothing else.
/// Aspire.Hosting is alone.
/// </summary>
public sealed class DependencyTests
{
    /// <summary>What each project may reference. A project that is not here needs a line here and one in ARCHITECTURE.md.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Psono.Protocol"] = [],
        ["Psono.Client"] = ["Psono.Protocol"],
        ["Psono.Extensions.Configuration"] = ["Psono.Client"],
        ["Psono.Cli"] = ["Psono.Client"],
        ["Psono.Web"] = ["Psono.Client"],
        ["Psono.Server"] = ["Psono.Protocol"],
        ["Psono.Aspire.Hosting"] = [],
    };

    /// <summary>The assemblies that these tests run with. Psono.Server is not among them: its project file is checked instead.</summary>
    public static TheoryData<string, string> Assemblies { get; } = new()
    {
        { "Psono.Protocol", "" },
        { "Psono.Client", "Psono.Protocol" },
        { "Psono.Extensions.Configuration", "Psono.Client Psono.Protocol" },
        { "psonoci", "Psono.Client Psono.Protocol" },
        { "Psono.Web", "Psono.Client Psono.Protocol" },
    };

    [Fact]
    public void Projects_reference_each_other_in_one_direction()
    {
        Assert.Equal(Allowed.Keys.Order(), Repository.Projects.Keys.Order());
        foreach (var (name, project) in Repository.Projects)
        {
            Assert.True(Allowed.TryGetValue(name, out var allowed), $"{name} has no place in the direction of dependencies");
            Assert.Equal(allowed, Repository.Items(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension));
        }
    }

    [Fact]
    public void The_reference_of_a_project_is_the_only_way_to_another()
    {
        foreach (var project in Repository.Projects.Values)
        {
            Assert.Empty(project.Descendants("Import"));
            Assert.Empty(Repository.Items(project, "Reference"));
            Assert.DoesNotContain(
                Repository.Items(project, "Compile"),
                path => path.Contains("..", StringComparison.Ordinal) && path != "../Psono.Shared/*.cs");
            Assert.DoesNotContain(
                Repository.Items(project, "PackageReference"), package => package.StartsWith("Psono", StringComparison.Ordinal));
        }

        foreach (var shared in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            Assert.Empty(XDocument.Load(Path.Combine(Repository.Root, shared)).Descendants("ProjectReference"));
    }

    /// <summary>Sources that clients and server need and no package promises: each side has them for itself.</summary>
    [Fact]
    public void What_is_shared_as_source_needs_nothing_of_ours()
    {
        var shared = Repository.Sources.Where(source => source.StartsWith("Psono.Shared", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(shared);
        Assert.All(shared, source => Assert.DoesNotContain("using Psono", Repository.Read(source), StringComparison.Ordinal));
        Assert.All(shared, source => Assert.DoesNotContain("public static class", Repository.Read(source), StringComparison.Ordinal));
    }

    /// <summary>Two packages may come in versions that were not built together; a program has all of one build.</summary>
    [Fact]
    public void No_package_sees_what_another_does_not_promise()
    {
        var packages = Repository.Projects.Where(project => project.Value.Descendants("IsPackable").Any(e => e.Value == "true")).ToList();
        Assert.NotEmpty(packages);
        foreach (var (_, project) in packages)
            Assert.Empty(Repository.Items(project, "InternalsVisibleTo").Intersect(packages.Select(package => package.Key)));
    }

    [Fact]
    public void Nothing_but_BouncyCastle_is_needed_to_speak_the_protocol()
    {
        Assert.Equal(["BouncyCastle.Cryptography"], Repository.Items(Repository.Projects["Psono.Protocol"], "PackageReference"));
        Assert.Empty(Repository.Items(Repository.Projects["Psono.Protocol"], "FrameworkReference"));

        var references = Assembly.Load("Psono.Protocol").GetReferencedAssemblies().Select(reference => reference.Name!);
        Assert.Equal(["BouncyCastle.Cryptography"], references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Assemblies))]
    public void Assemblies_reference_each_other_in_one_direction(string name, string allowed)
    {
        string[] ours = ["psonoci", "psono-server"];
        var references = Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(reference => reference.StartsWith("Psono", StringComparison.Ordinal) || ours.Contains(reference));
        Assert.Subset(new HashSet<string>(allowed.Split(' ')), new HashSet<string>(references));
    }

    /// <summary>libsodium and whatever else the tests compare with must not become a dependency of what ships.</summary>
    [Fact]
    public void Nothing_that_ships_needs_libsodium() =>
        Assert.DoesNotContain(
            Repository.Sources, source => Repository.Read(source).Contains("libsodium", StringComparison.OrdinalIgnoreCase));
}
