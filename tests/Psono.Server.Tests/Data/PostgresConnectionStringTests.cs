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
    [InlineData("Host=db", null, "psono-server")]
    [InlineData("Host=db", "server-1", "psono-server/server-1")]
    [InlineData("postgresql://me@db/vault?application_name=mine", "server-1", "mine")]
    public void Whose_connection_it_is_can_be_seen(string text, string? node, string name) =>
        Assert.Equal(name, new NpgsqlConnectionStringBuilder(PostgresConnectionString.Parse(text, node)).ApplicationName);

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
