using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Psono.Server.Data;

/// <summary>
/// A row exists already. Let it leave the work given to <see cref="Database.WriteAsync{T}"/>, so that nothing of that work is kept,
/// and catch it around the call: <c>catch (UniqueViolationException e) when (e.Constraint == "secrets_data_nonce")</c>.
/// </summary>
internal sealed class UniqueViolationException : Exception
{
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteUnique = 2067;
    private const string PostgresSuffix = "_key";

    private UniqueViolationException(string constraint, Exception inner)
        : base("a unique value is taken: " + constraint, inner) => Constraint = constraint;

    /// <summary>Table and columns, joined by underscores: <c>datastores_user_id_type_description</c>.</summary>
    public string Constraint { get; }

    /// <summary>
    /// Two writers that replace one version both keep the old one, and PostgreSQL stops the second at its nonce, before it could see that
    /// the version is gone. Begun anew, it sees.
    /// </summary>
    public bool MeansOvertaken => Constraint == "secret_history_data_nonce";

    public static UniqueViolationException? From(DbException e) => e switch
    {
        SqliteException { SqliteExtendedErrorCode: SqliteUnique or SqlitePrimaryKey } => new(FromSqlite(e.Message), e),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } pg => new(FromPostgres(pg.ConstraintName ?? ""), e),
        _ => null,
    };

    /// <summary>From "SQLite Error 19: 'UNIQUE constraint failed: secret_links.link_id, secret_links.x'."</summary>
    private static string FromSqlite(string message)
    {
        var columns = message[(message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd('.').TrimEnd('\'').Split(", ");
        var table = columns[0].Split('.')[0];
        return table + string.Concat(columns.Select(column => "_" + column.Split('.')[^1]));
    }

    private static string FromPostgres(string name) =>
        name.EndsWith(PostgresSuffix, StringComparison.Ordinal) ? name[..^PostgresSuffix.Length] : name;
}
