using System.Data.Common;
using Npgsql;

namespace Psono.Server.Data;

// docs/decisions/0075
/// <summary>
/// What may follow <c>--database</c>: <c>postgresql://user:password@db:5432/psono?sslmode=require</c> with one host or several,
/// <c>Host=db;Database=psono;…</c> of the driver, or <c>host=db dbname=psono …</c> of libpq. Refusals name options, never values.
/// </summary>
internal static class PostgresConnectionString
{
    /// <summary>Statements are prepared by the driver on their second use and stay so for the life of the connection.</summary>
    private const int PreparedStatements = 100;

    private const string Prepare = "Max Auto Prepare";

    private const int SecondsOfOneOfMany = 2;

    /// <summary>One for each host that is named, in their order.</summary>
    /// <param name="text">What was set.</param>
    /// <param name="node">Which server it is, for whoever looks at the connections.</param>
    /// <exception cref="StartException">It cannot be understood.</exception>
    public static IReadOnlyList<NpgsqlConnectionStringBuilder> Parse(string text, string? node = null)
    {
        var isUrl = PostgresUrl.IsUrl(text);
        var pairs = isUrl ? PostgresUrl.Read(text) : text.Contains(';') ? ReadPairs(text) : LibpqKeywords.Read(text);
        var mayName = isUrl && !text.Contains("password=", StringComparison.OrdinalIgnoreCase);
        var hosts = new PostgresHostNames();
        var builder = new NpgsqlConnectionStringBuilder();
        var verifiesAll = false;
        foreach (var (name, value) in pairs)
        {
            verifiesAll |= LibpqOptions.IsSystemRoots(name, value);
            if (hosts.Take(name, value) || LibpqOptions.Translate(name, value) is not var (driversName, driversValue))
                continue;
            if (!builder.ContainsKey(driversName))
                throw LibpqOptions.Unknown(name, mayName);
            Set(builder, name, driversName, driversValue);
        }

        LibpqOptions.VerifyAsLibpq(builder, verifiesAll);
        var list = hosts.List();
        SetDefaults(builder, list.Count, node);
        return [.. list.Select(host => new NpgsqlConnectionStringBuilder(builder.ConnectionString)
        {
            Host = host.Name,
            Port = host.Port,
        })];
    }

    /// <summary>As many as usual, unless somebody has said how many, or none.</summary>
    public static void PrepareStatements(NpgsqlConnectionStringBuilder builder)
    {
        if (!builder.ShouldSerialize(Prepare))
            builder.MaxAutoPrepare = PreparedStatements;
    }

    private static void SetDefaults(NpgsqlConnectionStringBuilder builder, int hosts, string? node)
    {
        builder.AutoPrepareMinUsages = 2;
        builder.ApplicationName ??= node is null ? "psono-server" : $"psono-server/{node}";
        // Requests do not wait longer; where there is another host to go to, not even that long.
        if (!builder.ShouldSerialize("Timeout"))
            builder.Timeout = hosts > 1 ? SecondsOfOneOfMany : (int)Outage.UsualPatience.TotalSeconds;
        // Nothing of ours outlives a transaction: there is nothing to reset, and poolers would do it somewhere else.
        builder.NoResetOnClose = true;
        // Values of a failed statement must not reach a log.
        builder.IncludeErrorDetail = false;
    }

    private static IEnumerable<(string Name, string Value)> ReadPairs(string text)
    {
        DbConnectionStringBuilder pairs;
        try
        {
            pairs = new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            throw LibpqKeywords.NotUnderstood();
        }

        return pairs.Keys.Cast<string>().Select(name => (name, (string)pairs[name]));
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string said, string name, string value)
    {
        try
        {
            builder[name] = value;
        }
        catch (ArgumentException)
        {
            throw new StartException($"the database connection's {said} has a value that it cannot have");
        }
    }
}
