using System.Text.Json.Serialization;
using Psono.Protocol.Encodings;

namespace Psono.Client;

// docs/decisions/0027
/// <summary>
/// The versions of one secret, or tree, that were seen here, as digests of their ciphertexts. A write date is the server's word; that a
/// ciphertext comes back after another one had taken its place is proof.
/// </summary>
internal sealed record SeenVersions
{
    /// <summary>Versions that were replaced: a change every hour for half a year.</summary>
    public const int Remembered = 4096;

    [JsonPropertyName("write_date")]
    public string? WriteDate { get; init; }

    [JsonPropertyName("newest")]
    public required string Newest { get; init; }

    /// <summary>The latest last.</summary>
    [JsonPropertyName("replaced"), JsonRequired]
    public IReadOnlyList<string> Replaced { get; init; } = [];

    /// <summary>Whether a version is forgotten when the next one comes.</summary>
    [JsonIgnore]
    public bool IsFull => Replaced.Count >= Remembered;

    public static SeenVersions First(SealedVersion version) => new() { WriteDate = version.WriteDate, Newest = version.Digest };

    public SeenVersions Then(SealedVersion version)
    {
        var digest = version.Digest;
        return digest == Newest
            ? this with { WriteDate = version.WriteDate ?? WriteDate }
            : new SeenVersions
            {
                WriteDate = version.WriteDate,
                Newest = digest,
                Replaced = [.. Replaced.Append(Newest).TakeLast(Remembered)],
            };
    }

    /// <summary>What another process has seen in the meantime counts as well.</summary>
    public SeenVersions With(SeenVersions other)
    {
        var (newer, older) = IsBefore(WriteDate, other.WriteDate) ? (other, this) : (this, other);
        var replaced = older.Replaced.Append(older.Newest).Concat(newer.Replaced).Where(digest => digest != newer.Newest).Distinct();
        return newer with { Replaced = [.. replaced.TakeLast(Remembered)] };
    }

    /// <summary>Whether the server would have to have gone back in time to answer with this.</summary>
    public bool ShowRollback(SealedVersion version)
    {
        var digest = version.Digest;
        if (digest == Newest)
            return false;
        return Replaced.Contains(digest)
            || IsBefore(version.WriteDate, WriteDate)
            || (WriteDate is not null && version.WriteDate == WriteDate);
    }

    public static bool IsBefore(string? writeDate, string? other) =>
        Timestamp.TryParse(writeDate, out var one) && Timestamp.TryParse(other, out var two) && one < two;
}
