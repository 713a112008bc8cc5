using System.Data.Common;
using Psono.Server.Data;

namespace Psono.Server.Recovery;

/// <summary>The private key, sealed, of what a client was given to prove itself with, and when.</summary>
internal sealed record StoredVerifier(string PrivateKey, DateTimeOffset Date)
{
    public static StoredVerifier? From(DbDataReader row, int column) =>
        row.GetStringOrNull(column) is { } key ? new StoredVerifier(key, row.GetTime(column + 1)) : null;
}
