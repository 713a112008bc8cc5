using Npgsql;
using Psono.Server.Data;

namespace Psono.Server.Tests.Data;

public sealed class PostgresConnectionStringTests
{
    [Theory]
    [InlineData("postgresql://me:p%40ss@db:6543/vault?sslmode=verify-full&connect_timeout=5", "db", 6543, "vault", "me", "p@ss",
        SslMode.VerifyFull)]
    [InlineData("postgres://me@db/vault", "db", 5432, "vault", "me", null, SslMode.Prefer)]
    [InlineData(
        "Host=db;Port=6543;Database=vault;Username=me;Password=p@ss;SSL Mode=Require", "db", 6543, "vault", "me", "p@ss", SslMode.Require)]
    public void Urls_and_pairs_are_understood(
        string text, string host, int port, string database, string user, string? password, SslMode ssl)
    {
        var parsed = new NpgsqlConnectionStringBuilder(PostgresConnectionString.Parse(text));

        Assert.Equal(
            (host, port, database, user, password, ssl),
            (parsed.Host, parsed.Port, parsed.Database, parsed.Username, parsed.Password, parsed.SslMode));
    }

    [Theory]
    [InlineData("vault")]
    [InlineData("Hots=db")]
    [InlineData("postgresql://")]
    [InlineData("Database=vault")]
    [InlineData("postgresql://me:geheim@db/vault?sslmod=require")]
    public void Anything_else_is_refused_without_repeating_it(string text)
    {
        var refused = Assert.Throws<StartException>(() => PostgresConnectionString.Parse(text));

        Assert.DoesNotContain("geheim", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }
}
