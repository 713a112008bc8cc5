using System.Globalization;
using System.Text.Json.Serialization;

namespace Psono.Server.Backups;

/// <summary>What a backup says about itself, in its first file.</summary>
/// <param name="Format">How the backup is built.</param>
/// <param name="Program">The version of psono-server that made it.</param>
/// <param name="Created">The moment whose state it holds.</param>
/// <param name="SchemaVersion">Of the database.</param>
/// <param name="VerifyKey">By which clients know the server; null: the keys were left out.</param>
/// <param name="Accounts">How many.</param>
/// <param name="Secrets">How many.</param>
/// <param name="DatabaseSha256">Of the database file, hex.</param>
internal sealed record BackupManifest(
    int Format, string Program, DateTimeOffset Created, int SchemaVersion, string? VerifyKey, long Accounts, long Secrets,
    string DatabaseSha256)
{
    public const int Newest = 1;

    public const string FileName = "manifest.json";

    /// <summary>For people.</summary>
    [JsonIgnore]
    public string Contents => $"{Count(Accounts, "account")} and {Count(Secrets, "secret")}";

    private static string Count(long number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? "" : "s")}");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
