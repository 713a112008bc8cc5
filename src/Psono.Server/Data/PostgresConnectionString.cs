using Npgsql;

namespace Psono.Server.Data;

/// <summary>
/// What may follow <c>--database</c>: <c>Host=db;Database=psono;…</c> or <c>postgresql://user:password@db:5432/psono?sslmode=require</c>.
/// </summary>
internal static class PostgresConnectionString
{
    /// <param name="text">What was set.</param>
    /// <param name="node">Which server it is, for whoever looks at the connections.</param>
    public static string Parse(string text, string? node = null)
    {
        var isUrl = IsUrl(text);
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = isUrl ? FromUrl(text) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw isUrl ? NoUrl() : new StartException("the database connection is neither a postgresql:// URL nor Key=Value pairs such as "
                + "Host=localhost;Database=psono;Username=psono");
        }

        if (string.IsNullOrEmpty(builder.Host))
            throw new StartException("the database connection names no host");

        // Statements are prepared by the driver on their second use and stay so for the life of the connection.
        if (builder.MaxAutoPrepare == 0)
            builder.MaxAutoPrepare = 100;
        builder.AutoPrepareMinUsages = 2;
        builder.ApplicationName ??= node is null ? "psono-server" : $"psono-server/{node}";
        // Requests do not wait longer.
        if (!builder.ShouldSerialize("Timeout"))
            builder.Timeout = (int)Outage.UsualPatience.TotalSeconds;
        // Values of a failed statement must not reach a log.
        builder.IncludeErrorDetail = false;
        return builder.ConnectionString;
    }

    private static bool IsUrl(string text) =>
        text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            throw NoUrl();

        var user = url.UserInfo.Split(':', 2);
        // The options first: they are in the form that the driver's own parser knows (sslmode=require&connect_timeout=5).
        var builder = new NpgsqlConnectionStringBuilder(
            string.Join(';', url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Option)));
        if (url.Host.Length > 0)
            builder.Host = url.Host;
        if (!url.IsDefaultPort && url.Port > 0)
            builder.Port = url.Port;
        if (url.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);
        return builder;
    }

    private static StartException NoUrl() =>
        new("the database connection is not a URL of the form postgresql://user:password@host:5432/database");

    private static string Option(string pair)
    {
        var parts = pair.Split('=', 2);
        var name = parts[0] switch
        {
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            "connect_timeout" => "Timeout",
            "application_name" => "Application Name",
            _ => parts[0],
        };
        var value = parts.Length > 1
            ? Uri.UnescapeDataString(parts[1]).Replace("-", name == "SSL Mode" ? "" : "-", StringComparison.Ordinal)
            : "";
        return $"{name}='{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }
}
