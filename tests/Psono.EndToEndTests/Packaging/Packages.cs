namespace Psono.EndToEndTests.Packaging;

/// <summary>Tests of what is made of the published executables, which is made once.</summary>
[CollectionDefinition(Name)]
public sealed class Packages : ICollectionFixture<DebianRoot>, ICollectionFixture<Images>
{
    public const string Name = "packages";
}
