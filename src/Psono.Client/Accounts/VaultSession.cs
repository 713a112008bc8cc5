using System.Text.Json;
using System.Text.Json.Serialization;
using Psono.Client.Http;

namespace Psono.Client.Accounts;

/// <summary>
/// A login that can be kept and used again. It holds what opens the whole vault until the session ends, so it belongs into a file that only
/// its owner can read; the password is not in it.
/// </summary>
public sealed record VaultSession
{
    /// <summary>Gets the server's URL, without a slash at its end.</summary>
    [JsonPropertyName("server_url")]
    public required string ServerUrl { get; init; }

    /// <summary>Gets the verify key of the server: 64 hex digits.</summary>
    [JsonPropertyName("server_verify_key")]
    public required string ServerVerifyKey { get; init; }

    /// <summary>Gets the name of the account; empty after a <see cref="DeviceLogin"/>.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>Gets the end of the session, as the server told it.</summary>
    [JsonPropertyName("valid_till")]
    public string? ValidTill { get; init; }

    /// <summary>Gets the random id of this login, which every request repeats.</summary>
    [JsonPropertyName("device_fingerprint")]
    public required string DeviceFingerprint { get; init; }

    /// <summary>Gets the token.</summary>
    [JsonPropertyName("token")]
    public required string Token { get; init; }

    /// <summary>Gets the key that seals requests and answers.</summary>
    [JsonPropertyName("session_secret_key")]
    public required string SessionSecretKey { get; init; }

    /// <summary>Gets the key that seals the keys of datastores and API keys.</summary>
    [JsonPropertyName("user_secret_key")]
    public required string UserSecretKey { get; init; }

    /// <summary>Gets the private key of the account.</summary>
    [JsonPropertyName("user_private_key")]
    public required string UserPrivateKey { get; init; }

    /// <summary>
    /// Gets the salt of the account's keys, which other devices are given with them; absent in sessions of earlier versions.
    /// </summary>
    [JsonPropertyName("user_sauce")]
    public string? UserSauce { get; init; }

    /// <summary>
    /// Gets the e-mail address of the account as of the login; absent in sessions of earlier versions and after a
    /// <see cref="DeviceLogin"/>.
    /// </summary>
    [JsonPropertyName("email")]
    public string? Email { get; init; }

    /// <summary>
    /// Gets a value indicating whether the account had to change its password at the login: until then the server refuses everything else.
    /// </summary>
    [JsonPropertyName("requires_password_change")]
    public bool RequiresPasswordChange { get; init; }

    /// <summary>Reads a session that was kept.</summary>
    /// <param name="utf8">What <see cref="ToUtf8"/> gave.</param>
    /// <returns>The session; <see langword="null"/> if it is something else.</returns>
    public static VaultSession? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var session = JsonSerializer.Deserialize(utf8, VaultSessionContext.Default.VaultSession);
            return WebAddress.TryParse(session?.ServerUrl) is null ? null : session;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the session in order to keep it.</summary>
    /// <returns>JSON, to be zeroed by the caller.</returns>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, VaultSessionContext.Default.VaultSession);

    /// <summary>Whose session it is, never its keys.</summary>
    /// <returns>Name of the account and URL of the server.</returns>
    public override string ToString() => $"{Username} at {ServerUrl}";
}

/// <summary>How a session is written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(VaultSession))]
internal sealed partial class VaultSessionContext : JsonSerializerContext;
