namespace Psono.Server.Tests.Hosting;

public enum DatabaseKind
{
    Sqlite,
    PostgreSql,
}
