using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Psono.Server.Tests.Hosting;

/// <summary>The data of a theory about a store or an endpoint: it holds on SQLite and on PostgreSQL.</summary>
public sealed class BothDatabasesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<DatabaseKind>(DatabaseKind.Sqlite), new TheoryDataRow<DatabaseKind>(DatabaseKind.PostgreSql)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
