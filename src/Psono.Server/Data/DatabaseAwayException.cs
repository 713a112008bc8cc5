using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Psono.Server.Data;

// docs/decisions/0059
/// <summary>
/// The database cannot be used now, or takes nothing more. Nothing of the work is kept, unless <see cref="IsOutcomeUnknown"/>. Clients are
/// told when to try again (<see cref="Errors.Refusal.Of"/>).
/// </summary>
internal sealed class DatabaseAwayException : Exception
{
    private DatabaseAwayException(string message, Exception cause) : base(message, cause)
    {
    }

    /// <summary>There is no room to store anything. What is stored can still be read.</summary>
    public bool IsFull { get; private init; }

    /// <summary>It may be over in a moment.</summary>
    public bool MayPass { get; private init; }

    /// <summary>Others are in the way; the database is well.</summary>
    public bool IsConflict { get; private init; }

    /// <summary>The database went away while it stored the work, and did not come back to tell.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>Null: the exception is about the work, not about the database.</summary>
    public static DatabaseAwayException? From(Exception e) => e switch
    {
        DatabaseAwayException away => away,
        UniqueViolationException { MeansOvertaken: true } => new(e.Message, e) { MayPass = true, IsConflict = true },
        SqliteException sqlite => From(sqlite),
        PostgresException postgres => From(postgres),
        // A connection that cannot be made or broke, and no answer in time.
        NpgsqlException or SocketException or IOException or TimeoutException or AuthenticationException =>
            new(Line(e), e) { MayPass = true },
        _ => null,
    };

    /// <summary>A standby answers, or a primary that was told to take no changes.</summary>
    public static bool IsReadOnly(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.FeatureNotSupported;

    public static DatabaseAwayException OfUnknownOutcome(DatabaseAwayException away) =>
        new(away.Message, away) { MayPass = away.MayPass, IsOutcomeUnknown = true };

    private static DatabaseAwayException? From(SqliteException e) => e.SqliteErrorCode switch
    {
        raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISUSE => null,
        var code => new DatabaseAwayException(Line(e), e) { IsFull = code == raw.SQLITE_FULL, MayPass = code == raw.SQLITE_BUSY },
    };

    private static DatabaseAwayException? From(PostgresException e) => e.SqlState[..2] switch
    {
        _ when e.SqlState == PostgresErrorCodes.DiskFull => new(Line(e), e) { IsFull = true },
        // A standby, which knows no serializable transactions.
        _ when IsReadOnly(e) => new(Line(e), e) { MayPass = true },
        // A user, password or database that it does not know any more.
        "28" or "3D" => new(Line(e), e),
        // Conflicts with others that did not end, and locks of others.
        "40" or "55" => new(Line(e), e) { MayPass = true, IsConflict = true },
        // Connections, resources, somebody stops it, its system; transactions that it ended.
        "08" or "53" or "57" or "58" or "XX" or "25" => new(Line(e), e) { MayPass = true },
        _ => null,
    };

    private static string Line(Exception e) =>
        (e is PostgresException postgres ? $"{postgres.SqlState}: {postgres.MessageText}" : e.Message).ReplaceLineEndings(" ");
}
