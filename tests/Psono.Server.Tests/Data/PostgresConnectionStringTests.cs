using Npgsql;
using Psono.Server.Data;

namespace Psono.Server.Tests.Data;

public sealed class PostgresConnectionStringTests
{
    [Theory]
    [InlineData("postgresql://me:p%40ss@db:6543/vault?sslmode=verify-full&connect_timeout=5", "db", 6543, "vault", "me", "p@ss",
        SslMode.VerifyFull)]
    [InlineData("postgres://me@db/vault", "db", 5432, "vault", "me", null, SslMode.Prefer)]
    [InlineData("postgres://me:p@ss@db/vault", "db", 5432, "vault", "me", "p@ss", SslMode.Prefer)]
    [InlineData(
        "Host=db;Port=6543;Database=vault;Username=me;Password=p@ss;SSL Mode=Require", "db", 6543, "vault", "me", "p@ss", SslMode.Require)]
    [InlineData(@"host=db port = 6543 dbname='vault' user=me password='p\'\\ s=s' sslmode=verify-ca", "db", 6543, "vault", "me", @"p'\ s=s",
        SslMode.VerifyCA)]
    public void Urls_and_pairs_are_understood(
        string text, string host, int port, string database, string user, string? password, SslMode ssl)
    {
        var parsed = Assert.Single(PostgresConnectionString.Parse(text));

        Assert.Equal(
            (host, port, database, user, password, ssl),
            (parsed.Host, parsed.Port, parsed.Database, parsed.Username, parsed.Password, parsed.SslMode));
    }

    [Theory]
    [InlineData("Host=db;Database=vault", null, "psono-server")]
    [InlineData("Host=db;Database=vault", "server-1", "psono-server/server-1")]
    [InlineData("postgresql://me@db/vault?application_name=mine", "server-1", "mine")]
    public void Whose_connection_it_is_can_be_seen(string text, string? node, string name) =>
        Assert.Equal(name, Assert.Single(PostgresConnectionString.Parse(text, node)).ApplicationName);

    [Theory]
    [InlineData("postgresql://u:p@a:5432,b:5433,[::1]:5434/db?target_session_attrs=read-write", "a:5432 b:5433 ::1:5434")]
    [InlineData("postgresql://a,b:5433/db", "a:5432 b:5433")]
    [InlineData("postgresql://[2001:db8::1]/db", "2001:db8::1:5432")]
    [InlineData("postgresql:///db?host=a,b&port=1,2", "a:1 b:2")]
    [InlineData("postgresql:///db?host=a,b&port=6432&target_session_attrs=any", "a:6432 b:6432")]
    [InlineData("postgresql:///db?host=/run/postgresql", "/run/postgresql:5432")]
    [InlineData("postgresql://u@%2Frun%2Fpostgresql:5433/db", "/run/postgresql:5433")]
    [InlineData("postgresql://db%2d1/db", "db-1:5432")]
    [InlineData("Host=a,b;Target Session Attributes=primary", "a:5432 b:5432")]
    [InlineData("Host=a:5433, b;Port=5434;Load Balance Hosts=true;Host Recheck Seconds=3;Database=x", "a:5433 b:5434")]
    [InlineData("Server=[::1]:5433,::1;TargetSessionAttributes=ReadWrite", null)]
    [InlineData("Server=[::1]:5433,::1;TargetSessionAttributes=read-write", "::1:5433 ::1:5432")]
    [InlineData("host=a,b port=1,2 target_session_attrs=primary load_balance_hosts=random", "a:1 b:2")]
    [InlineData("host=/run/postgresql,/tmp dbname=x", "/run/postgresql:5432 /tmp:5432")]
    public void Several_hosts_are_understood_as_libpq_and_the_driver_write_them(string text, string? hosts)
    {
        if (hosts is null)
            Assert.Throws<StartException>(() => PostgresConnectionString.Parse(text));
        else
            Assert.Equal(hosts, string.Join(' ', PostgresConnectionString.Parse(text).Select(parsed => $"{parsed.Host}:{parsed.Port}")));
    }

    [Theory]
    [InlineData("sslmode=verify-full", "SSL Mode=VerifyFull")]
    [InlineData("sslrootcert=/etc/ca.pem", "Root Certificate=/etc/ca.pem")]
    [InlineData("sslcert=c.pem&sslkey=k.pem", "SSL Certificate=c.pem;SSL Key=k.pem")]
    [InlineData("channel_binding=require", "Channel Binding=Require")]
    [InlineData("keepalives=1&keepalives_idle=30&keepalives_interval=10",
        "TCP Keepalive=True;TCP Keepalive Time=30;TCP Keepalive Interval=10")]
    [InlineData("application_name=vault%20one", "Application Name=vault one")]
    [InlineData("connect_timeout=9", "Timeout=9")]
    [InlineData("gssencmode=disable", "GSS Encryption Mode=Disable")]
    [InlineData("options=-c%20statement_timeout%3D5s", "Options=-c statement_timeout=5s")]
    [InlineData("load_balance_hosts=disable&client_encoding=auto", "")]
    [InlineData("sslrootcert=system", "SSL Mode=VerifyFull")]
    [InlineData("sslmode=require&sslrootcert=system", "SSL Mode=VerifyFull")]
    [InlineData("sslmode=require&sslrootcert=/etc/ca.pem", "SSL Mode=VerifyCA;Root Certificate=/etc/ca.pem")]
    [InlineData("sslmode=verify-full&sslrootcert=/etc/ca.pem", "SSL Mode=VerifyFull;Root Certificate=/etc/ca.pem")]
    [InlineData("Maximum%20Pool%20Size=7", "Maximum Pool Size=7")]
    public void Options_of_libpq_are_those_of_the_driver(string options, string expected)
    {
        var parsed = Assert.Single(PostgresConnectionString.Parse("postgresql://db/vault?" + options));
        foreach (var (name, value) in new NpgsqlConnectionStringBuilder(expected).Select(pair => (pair.Key, pair.Value)))
            Assert.Equal(value, parsed[name]);
    }

    [Theory]
    [InlineData("Host=db", 100)]
    [InlineData("Host=db;Max Auto Prepare=0", 0)]
    [InlineData("postgresql://db/vault?Max%20Auto%20Prepare=7", 7)]
    public void What_is_said_about_prepared_statements_counts(string text, int statements)
    {
        var parsed = PostgresConnectionString.Parse(text)[0];
        PostgresConnectionString.PrepareStatements(parsed);
        Assert.Equal(statements, parsed.MaxAutoPrepare);
    }

    [Theory]
    [InlineData("vault")]
    [InlineData("Hots=db")]
    [InlineData("postgresql://")]
    [InlineData("Database=vault")]
    [InlineData("postgresql://me:geheim@/vault")]
    [InlineData("postgresql://me:ge/heim@db/vault")]
    [InlineData("postgresql://me:1/heim@db/vault")]
    [InlineData("postgresql://me:ge?heim=1@db/vault")]
    [InlineData("postgresql://me:geheim@a,,b/vault")]
    [InlineData("postgresql://me:geheim@[::1/vault")]
    [InlineData("postgresql://me:geheim@db:0/vault")]
    [InlineData("postgresql://me:geheim@db:geheim/vault")]
    [InlineData("postgresql:///vault?host=a,b,c&port=1,2")]
    [InlineData("Host=db;Password=ge;heim=1;Database=vault")]
    [InlineData("host=db password=ge heim=1 dbname=vault")]
    [InlineData("host=db password=ge;heim=1 dbname=vault")]
    [InlineData("host=db password='geheim")]
    [InlineData("Host=db;Timeout=geheim")]
    public void Anything_else_is_refused_without_repeating_it(string text)
    {
        var refused = Assert.Throws<StartException>(() => PostgresConnectionString.Parse(text));

        Assert.DoesNotContain("heim", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("postgresql://me:geheim@db/vault?sslmod=require", "an option that psono-server does not know: sslmod")]
    [InlineData("postgresql://me:geheim@db/vault?hostaddr=10.0.0.1", "an option that psono-server does not know: hostaddr")]
    [InlineData("host=db password=geheim keepalives_count=3", "an option that psono-server does not know: keepalives_count")]
    [InlineData("postgresql://me:geheim@db/vault?sslmode=geheim", "sslmode has a value that it cannot have")]
    [InlineData("postgresql://me:geheim@a,b/vault?target_session_attrs=standby", "target_session_attrs asks for a standby")]
    [InlineData("postgresql://me:geheim@a,b/vault?target_session_attrs=prefer-standby", "target_session_attrs asks for a standby")]
    [InlineData("Host=a,b;Password=geheim;Target Session Attributes=read-only", "Target Session Attributes asks for a standby")]
    [InlineData("postgresql://me:geheim@a,b/vault?target_session_attrs=master", "target_session_attrs is none of any, read-write")]
    public void Options_that_cannot_be_followed_are_named(string text, string reason)
    {
        var refused = Assert.Throws<StartException>(() => PostgresConnectionString.Parse(text));

        Assert.Contains(reason, refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("geheim", refused.Message, StringComparison.Ordinal);
    }
}
